package io.subnetvalidator.proofs.kernel;

/**
 * One query head over cached keys and values. A score is one chain of fused multiply-adds over the head's elements, scaled
 * afterwards; softmax subtracts the maximum and sums over keys in order; an output element is one chain over keys in order.
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
            Kernels kernels,
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
        attend(kernels, query, queryAt, keys, values, cacheAt, capacity, size, from, to, scale, 0, scores, out, outAt);
    }

    /**
     * As above, with a linear bias: the score of key {@code j} becomes {@code fma(score, scale, slope * (j - (to-1)))}.
     *
     * @param slope what a score loses per token of distance; 0 for no bias
     */
    public static void attend(
            Kernels kernels,
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
        kernels.weightedRows(query, queryAt, size, keys, cacheAt + from, capacity, scores, from, to - from);
        softmax(scores, from, to, scale, slope);
        kernels.weightedRows(scores, from, to - from, values, cacheAt + from * size, size, out, outAt, size);
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
