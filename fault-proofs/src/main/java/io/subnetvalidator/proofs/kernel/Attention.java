package io.subnetvalidator.proofs.kernel;

import java.util.Arrays;

/**
 * One query head over cached keys and values. A score is one chain of fused multiply-adds over the head's elements, scaled
 * afterwards; softmax subtracts the maximum and sums over keys in order; an output element is one chain over keys in order. Inner
 * loops run over keys or over elements, never along a sum, so the compiler may vectorise them without changing a bit.
 */
public final class Attention {

    private Attention() {}

    /**
     * Attends to the keys {@code from .. to-1}.
     *
     * @param query the head's query from {@code queryAt}
     * @param keys transposed keys from {@code cacheAt}: element {@code d} of key {@code j} at {@code d * capacity + j}
     * @param values values from {@code cacheAt}: element {@code d} of key {@code j} at {@code j * size + d}
     * @param size elements per head
     * @param scores scratch memory of at least {@code to} values
     */
    public static void attend(
            float[] query,
            int queryAt,
            float[] keys,
            float[] values,
            int cacheAt,
            int capacity,
            int size,
            int from,
            int to,
            float scale,
            float[] scores,
            float[] out,
            int outAt) {
        attend(query, queryAt, keys, values, cacheAt, capacity, size, from, to, scale, 0, scores, out, outAt);
    }

    /**
     * As above, with a linear bias: the score of key {@code j} becomes {@code fma(score, scale, slope * (j - (to-1)))}.
     *
     * @param slope what a score loses per token of distance; 0 for no bias
     */
    public static void attend(
            float[] query,
            int queryAt,
            float[] keys,
            float[] values,
            int cacheAt,
            int capacity,
            int size,
            int from,
            int to,
            float scale,
            float slope,
            float[] scores,
            float[] out,
            int outAt) {
        Arrays.fill(scores, from, to, 0);
        for (int d = 0; d < size; d++) {
            addScaled(query[queryAt + d], keys, cacheAt + d * capacity + from, to - from, scores, from);
        }
        softmax(scores, from, to, scale, slope);
        Arrays.fill(out, outAt, outAt + size, 0);
        for (int j = from; j < to; j++) {
            addScaled(scores[j], values, cacheAt + j * size, size, out, outAt);
        }
    }

    private static void addScaled(float factor, float[] x, int at, int count, float[] sums, int sumAt) {
        for (int i = 0; i < count; i++) {
            sums[sumAt + i] = Math.fma(factor, x[at + i], sums[sumAt + i]);
        }
    }

    private static void softmax(float[] scores, int from, int to, float scale, float slope) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (int j = from; j < to; j++) {
            scores[j] = Math.fma(scores[j], scale, slope * (j - (to - 1)));
            greatest = Math.max(greatest, scores[j]);
        }
        float sum = 0;
        for (int j = from; j < to; j++) {
            scores[j] = Exponential.exp(scores[j] - greatest);
            sum += scores[j];
        }
        for (int j = from; j < to; j++) {
            scores[j] /= sum;
        }
    }
}
