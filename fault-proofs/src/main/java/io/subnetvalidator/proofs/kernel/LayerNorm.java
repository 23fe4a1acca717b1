package io.subnetvalidator.proofs.kernel;

/**
 * Layer norm, Ba et al. 2016: {@code (x - mean) / sqrt(variance + epsilon) * weight + bias}. Both sums are in the order of the
 * matrix products: blocks of 256 from +0, block sums added in order; the deviations are squared, not the values.
 */
public final class LayerNorm {

    private LayerNorm() {}

    /** Normalises {@code weight.length} values from {@code at}. */
    public static void apply(float[] x, int at, float[] weight, float[] bias, float epsilon, float[] out, int outAt) {
        int count = weight.length;
        float mean = sum(x, at, count) / count;
        float variance = sumOfSquaredDeviations(x, at, count, mean) / count;
        // The double root of a float, narrowed, is the correctly rounded float root.
        float scale = 1 / (float) Math.sqrt(variance + epsilon);
        for (int i = 0; i < count; i++) {
            out[outAt + i] = Math.fma((x[at + i] - mean) * scale, weight[i], bias[i]);
        }
    }

    /** Norm of every row of {@code [rows, weight.length]}. */
    public static float[] rows(float[] x, int rows, float[] weight, float[] bias, float epsilon) {
        float[] out = new float[rows * weight.length];
        for (int row = 0; row < rows; row++) {
            apply(x, row * weight.length, weight, bias, epsilon, out, row * weight.length);
        }
        return out;
    }

    /** The sum of {@code count} values from {@code at}, in the order of the matrix products. */
    public static float sum(float[] x, int at, int count) {
        float sum = -0.0f;
        for (int block = 0; block < count; block += Kernels.BLOCK) {
            int end = Math.min(block + Kernels.BLOCK, count);
            float part = 0;
            for (int i = block; i < end; i++) {
                part += x[at + i];
            }
            sum += part;
        }
        return sum;
    }

    private static float sumOfSquaredDeviations(float[] x, int at, int count, float mean) {
        float sum = -0.0f;
        for (int block = 0; block < count; block += Kernels.BLOCK) {
            int end = Math.min(block + Kernels.BLOCK, count);
            float part = 0;
            for (int i = block; i < end; i++) {
                float deviation = x[at + i] - mean;
                part = Math.fma(deviation, deviation, part);
            }
            sum += part;
        }
        return sum;
    }
}
