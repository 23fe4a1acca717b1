package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;
import java.util.Arrays;

/**
 * Where the logarithm of one statistic lies in honest work.
 *
 * @param center its median
 * @param spread distance to its 99 % quantile in units of the standard normal one, 2.326; positive
 */
public record LogScale(double center, double spread) {

    /** Statistics below this are no error at all; keeps logarithms finite. */
    private static final double FLOOR = 0x1p-30;

    private static final double SMALLEST_SPREAD = 0x1p-10;
    private static final double UPPER_QUANTILE = 0.99;
    private static final double NORMAL_QUANTILE = 2.3263478740408408;

    /** @throws IllegalArgumentException when the center is not finite or the spread not positive */
    public LogScale {
        if (!Double.isFinite(center)) {
            throw new IllegalArgumentException("the center of a statistic must be finite, not " + center);
        }
        Finite.requirePositive(spread, "spread of a statistic");
    }

    /** The scale of some honest values, at least one. */
    static LogScale of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double center = log(sorted[(sorted.length - 1) / 2]);
        double upper = log(sorted[(int) Math.ceil(UPPER_QUANTILE * sorted.length) - 1]);
        return new LogScale(center, Math.max((upper - center) / NORMAL_QUANTILE, SMALLEST_SPREAD));
    }

    /** How many spreads a statistic lies above the center. */
    double deviation(double statistic) {
        return (log(statistic) - center) / spread;
    }

    /** The statistic that lies this many spreads above the center. */
    double at(double deviation) {
        return StrictMath.exp(center + spread * deviation);
    }

    /** The scale of a statistic that lies this many spreads higher. */
    LogScale raisedBy(double deviation) {
        return new LogScale(center + spread * deviation, spread);
    }

    /** A scale on which nothing above both centers deviates more than on either of the two. */
    LogScale worse(LogScale other) {
        return new LogScale(Math.max(center, other.center), Math.max(spread, other.spread));
    }

    private static double log(double statistic) {
        return StrictMath.log(Math.max(statistic, FLOOR));
    }

    void encode(ScaleWriter out) {
        out.f64Bits(center).f64Bits(spread);
    }

    static LogScale decode(ScaleReader in) {
        double center = in.f64Bits();
        double spread = in.f64Bits();
        return Decoded.value(in, () -> new LogScale(center, spread));
    }
}
