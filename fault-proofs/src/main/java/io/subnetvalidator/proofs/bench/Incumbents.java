package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Rules that others publish, written from their description. */
final class Incumbents {

    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 0.8;

    private static final int TOP = 128;
    private static final int FEWEST_EXPONENTS = 90;
    private static final double GREATEST_MEAN = 10;
    private static final double GREATEST_MEDIAN = 8;
    private static final int EXPONENT = 0x7F80;
    private static final int MANTISSA = 0x7F;

    private Incumbents() {}

    /**
     * Hypertensor's subnet template: {@code |n - y| <= 0.8 + 0.001 |y|} for every element.
     *
     * @param scale factor on both outputs, which a model's activations may well differ by
     */
    static boolean allclose(float[] reference, float[] answer, double scale) {
        for (int i = 0; i < reference.length; i++) {
            double y = reference[i] * scale;
            if (!(Math.abs(answer[i] * scale - y) <= ABSOLUTE + RELATIVE * Math.abs(y))) {
                return false;
            }
        }
        return true;
    }

    /**
     * TOPLOC (Ong et al. 2025) over 32 tokens: of the 128 greatest values that the verifier finds, at least 90 must be among the
     * node's own 128 with an equal bf16 exponent, and among these the mantissas must differ by at most 10 on average and 8 in the
     * median. Indices outside the node's 128 give arbitrary values of its polynomial; they count as unequal.
     */
    static boolean toploc(float[] reference, float[] answer) {
        Set<Integer> committed = new HashSet<>();
        for (int index : top(answer)) {
            committed.add(index);
        }
        double[] differences = IntStream.of(top(reference))
                .filter(committed::contains)
                .filter(i -> (bits(reference[i]) & EXPONENT) == (bits(answer[i]) & EXPONENT))
                .mapToDouble(i -> Math.abs((bits(reference[i]) & MANTISSA) - (bits(answer[i]) & MANTISSA)))
                .sorted()
                .toArray();
        if (differences.length < FEWEST_EXPONENTS) {
            return false;
        }
        double mean = Arrays.stream(differences).average().orElse(0);
        double median = (differences[(differences.length - 1) / 2] + differences[differences.length / 2]) / 2;
        return mean <= GREATEST_MEAN && median <= GREATEST_MEDIAN;
    }

    /** Indices of the greatest magnitudes; of equal ones at the edge, the first. */
    private static int[] top(float[] values) {
        float[] magnitudes = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            magnitudes[i] = Math.abs(values[i]);
        }
        float[] sorted = magnitudes.clone();
        Arrays.sort(sorted);
        float edge = sorted[sorted.length - TOP];
        IntStream above = IntStream.range(0, values.length).filter(i -> magnitudes[i] > edge);
        IntStream at = IntStream.range(0, values.length).filter(i -> magnitudes[i] == edge);
        return IntStream.concat(above, at).limit(TOP).toArray();
    }

    private static int bits(float value) {
        return FloatFormats.toBfloat16(value) & 0xFFFF;
    }
}
