package io.subnetvalidator.proofs.compare;

import java.util.Arrays;

/**
 * Compares what a span added to the residual stream, not the stream itself: the input is carried through and would hide a
 * missing or wrong update. Per token {@code t} and channel {@code c}, with input X, reference output Y and node output N,
 *
 * <pre>
 * tau_t   = median_c |Y_tc - X_tc| / 0.6745
 * sigma^2 = (tau_t * s_c)^2 + 2d * ulp_bf16(|Y_tc|)^2 / 12
 * z_tc    = (N_tc - Y_tc) / sigma_tc
 * </pre>
 *
 * <p>where 0.6745 makes the median a standard deviation for normal updates and the second term is the rounding of the stream to
 * bf16 twice per block. Everything is IEEE double arithmetic in index order, so that everybody gets the same bits.
 */
public final class UpdateComparison {

    private static final double MEDIAN_OF_STANDARD_NORMAL = 0.6745;
    private static final int BF16_FRACTION_BITS = 7;

    private UpdateComparison() {}

    /**
     * @param x input of the span, row-major {@code [tokens, hidden]}, finite
     * @param y reference output, finite
     * @param n output of the node, finite
     * @param depth number of blocks of the span
     */
    public static Statistics compare(
            float[] x, float[] y, float[] n, int tokens, int hidden, int depth, Whitening whitening) {
        double sum = 0;
        double worstToken = 0;
        double worstElement = 0;
        for (int t = 0; t < tokens; t++) {
            int row = t * hidden;
            double tau = updateScale(x, y, row, hidden);
            double tokenSum = 0;
            for (int c = 0; c < hidden; c++) {
                double reference = y[row + c];
                double z = ((double) n[row + c] - reference)
                        / Math.sqrt(square(tau * whitening.at(c)) + rounding(y[row + c], depth));
                double energy = z * z;
                tokenSum += energy;
                worstElement = Math.max(worstElement, energy);
            }
            sum += tokenSum;
            worstToken = Math.max(worstToken, tokenSum / hidden);
        }
        return new Statistics(sum / ((double) tokens * hidden), worstToken, worstElement);
    }

    /** {@code tau_t} of the row that starts at {@code row}; for an even count the mean of the two middle values. */
    static double updateScale(float[] x, float[] y, int row, int hidden) {
        double[] magnitudes = new double[hidden];
        for (int c = 0; c < hidden; c++) {
            magnitudes[c] = Math.abs((double) y[row + c] - (double) x[row + c]);
        }
        Arrays.sort(magnitudes);
        double median = (magnitudes[(hidden - 1) / 2] + magnitudes[hidden / 2]) / 2;
        return median / MEDIAN_OF_STANDARD_NORMAL;
    }

    /** {@code 2d * ulp^2 / 12}; positive also at 0, where the distance is that of the smallest subnormals. */
    static double rounding(float reference, int depth) {
        int exponent = Math.max(Math.getExponent(reference), Float.MIN_EXPONENT);
        double ulp = Math.scalb(1.0, exponent - BF16_FRACTION_BITS);
        return 2.0 * depth * square(ulp) / 12.0;
    }

    private static double square(double value) {
        return value * value;
    }
}
