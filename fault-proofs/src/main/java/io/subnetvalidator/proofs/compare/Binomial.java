package io.subnetvalidator.proofs.compare;

/** What counts of independent events say about their rate. */
public final class Binomial {

    private static final int HALVINGS = 100;

    private Binomial() {}

    /** A rate and its interval. */
    public record Interval(double low, double high) {}

    /**
     * How many of {@code count} honest probes may lie above a threshold, so that the true rate above it is at most {@code rate}
     * with this confidence: the greatest {@code k} with {@code P(Bin(count, rate) <= k) <= 1 - confidence}, the
     * distribution-free tolerance limit of Wilks 1941. Negative when there are too few probes for any.
     */
    public static int allowedAbove(int count, double rate, double confidence) {
        double term = StrictMath.exp(count * StrictMath.log1p(-rate));
        double sum = term;
        int above = -1;
        while (sum <= 1 - confidence && above + 1 < count) {
            above++;
            term *= (count - above) / (above + 1.0) * (rate / (1 - rate));
            sum += term;
        }
        return above;
    }

    /** The fewest probes that allow a threshold at all: {@code (1 - rate)^n <= 1 - confidence}. */
    public static long fewest(double rate, double confidence) {
        return (long) StrictMath.ceil(StrictMath.log(1 - confidence) / StrictMath.log1p(-rate));
    }

    /** The interval of Clopper and Pearson 1934 for the rate behind {@code hits} of {@code count}, at 95 %. */
    public static Interval interval(int hits, int count) {
        double low = hits == 0 ? 0 : rateWhere(hits - 1, count, 0.975);
        double high = hits == count ? 1 : rateWhere(hits, count, 0.025);
        return new Interval(low, high);
    }

    /** The rate at which {@code P(X <= hits)} is {@code probability}. */
    private static double rateWhere(int hits, int count, double probability) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (atMost(hits, count, middle) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double atMost(int hits, int count, double rate) {
        double logTerm = count * StrictMath.log1p(-rate);
        double sum = StrictMath.exp(logTerm);
        double odds = StrictMath.log(rate) - StrictMath.log1p(-rate);
        for (int i = 0; i < hits; i++) {
            logTerm += StrictMath.log((count - i) / (i + 1.0)) + odds;
            sum += StrictMath.exp(logTerm);
        }
        return sum;
    }
}
