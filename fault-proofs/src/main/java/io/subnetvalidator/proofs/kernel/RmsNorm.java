package io.subnetvalidator.proofs.kernel;

/** Root mean square norm, Zhang and Sennrich 2019: {@code x / sqrt(mean(x^2) + epsilon) * weight}. */
public final class RmsNorm {

    private RmsNorm() {}

    /** Normalises {@code weight.length} values from {@code at}; the sum of squares is in the order of the matrix products. */
    public static void apply(float[] x, int at, float[] weight, float epsilon, float[] out, int outAt) {
        float mean = sumOfSquares(x, at, weight.length) / weight.length;
        // The double root of a float, narrowed, is the correctly rounded float root.
        float scale = 1 / (float) Math.sqrt(mean + epsilon);
        for (int i = 0; i < weight.length; i++) {
            out[outAt + i] = x[at + i] * scale * weight[i];
        }
    }

    /** Norm of every row of {@code [rows, weight.length]}. */
    public static float[] rows(float[] x, int rows, float[] weight, float epsilon) {
        float[] out = new float[rows * weight.length];
        for (int row = 0; row < rows; row++) {
            apply(x, row * weight.length, weight, epsilon, out, row * weight.length);
        }
        return out;
    }

    /** The sum of the squares of {@code count} values from {@code at}, in the order of the matrix products. */
    public static float sumOfSquares(float[] x, int at, int count) {
        float sum = -0.0f;
        for (int block = 0; block < count; block += Kernels.BLOCK) {
            int end = Math.min(block + Kernels.BLOCK, count);
            float part = 0;
            for (int i = block; i < end; i++) {
                part = Math.fma(x[at + i], x[at + i], part);
            }
            sum += part;
        }
        return sum;
    }
}
