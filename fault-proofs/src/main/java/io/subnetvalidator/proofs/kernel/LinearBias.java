package io.subnetvalidator.proofs.kernel;

/**
 * Attention with linear biases, ALiBi (Press et al. 2022): a score loses a head's slope for every token between query and key.
 * The slopes of {@code n} heads, a power of two, are {@code 2^(-8k/n)} for {@code k = 1..n}; another number of heads takes those
 * of the power of two below it, then every second one of the power above it.
 */
public final class LinearBias {

    private LinearBias() {}

    /** One slope per head, in double by {@link StrictMath}, rounded once. */
    public static float[] slopes(int heads) {
        int power = Integer.highestOneBit(heads);
        float[] slopes = new float[heads];
        for (int head = 0; head < heads; head++) {
            double exponent =
                    head < power ? -8.0 * (head + 1) / power : -8.0 * (2 * (head - power) + 1) / (2.0 * power);
            slopes[head] = (float) StrictMath.pow(2, exponent);
        }
        return slopes;
    }
}
