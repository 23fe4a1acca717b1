package io.subnetvalidator.proofs.kernel;

/**
 * Rotary position embedding (Su et al. 2021) in the half-split form of Hugging Face checkpoints: element {@code i} is paired with
 * element {@code i + size/2}. Angles are computed with {@link StrictMath} in double and their sine and cosine rounded once.
 */
public final class RotaryTable {

    private final int pairs;
    private final float[] cosine;
    private final float[] sine;

    private RotaryTable(int pairs, float[] cosine, float[] sine) {
        this.pairs = pairs;
        this.cosine = cosine;
        this.sine = sine;
    }

    /**
     * The table for some consecutive positions.
     *
     * @param frequencies angle per position of each pair, in radians
     */
    public static RotaryTable of(double[] frequencies, int firstPosition, int positions) {
        int pairs = frequencies.length;
        float[] cosine = new float[Math.multiplyExact(positions, pairs)];
        float[] sine = new float[cosine.length];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < pairs; i++) {
                double angle = (double) (firstPosition + p) * frequencies[i];
                cosine[p * pairs + i] = (float) StrictMath.cos(angle);
                sine[p * pairs + i] = (float) StrictMath.sin(angle);
            }
        }
        return new RotaryTable(pairs, cosine, sine);
    }

    /** Rotates one head in place. {@code row} counts from the first position of the table. */
    public void rotate(float[] x, int at, int row) {
        for (int i = 0; i < pairs; i++) {
            float cos = cosine[row * pairs + i];
            float sin = sine[row * pairs + i];
            float low = x[at + i];
            float high = x[at + pairs + i];
            x[at + i] = Math.fma(low, cos, -(high * sin));
            x[at + pairs + i] = Math.fma(high, cos, low * sin);
        }
    }
}
