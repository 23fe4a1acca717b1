package io.subnetvalidator.scp.inference;

/**
 * A mean in which a measurement counts half as much after every half-life. The less is left of the measurements, the nearer it is
 * to what is assumed without any.
 *
 * @param weight of all measurements, at the time {@code at}
 * @param sum of the measurements, each times its weight
 * @param at milliseconds, of the clock that all times here are of
 */
record FadingMean(double weight, double sum, long at) {

    static final FadingMean NONE = new FadingMean(0, 0, 0);

    FadingMean with(double value, long now, long halfLife) {
        double left = left(now, halfLife);
        return new FadingMean(weight * left + 1, sum * left + value, now);
    }

    /** The mean when the assumption weighs as much as one new measurement. */
    double mean(double assumed, long now, long halfLife) {
        double left = left(now, halfLife);
        return (assumed + sum * left) / (1 + weight * left);
    }

    /** How many new measurements the old ones are worth. */
    double weight(long now, long halfLife) {
        return weight * left(now, halfLife);
    }

    /** The mean of the measurements alone; meaningless when there is none. */
    double measured() {
        return sum / weight;
    }

    private double left(long now, long halfLife) {
        return Math.pow(2, -(double) Math.max(0, now - at) / halfLife);
    }
}
