package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.emulation.Accumulation.Part;
import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.util.List;

/** Softmax attention of one query head, with scores in the number format (eager) or in fp32 with a running maximum (fused). */
final class EmulatedAttention {

    /** Keys that a fused kernel looks at before it rescales. */
    private static final int TILE = 16;

    private final Hardware hardware;
    private final int size;
    private final float scale;
    private final List<Part> headParts;

    EmulatedAttention(Hardware hardware, int headSize) {
        this.hardware = hardware;
        this.size = headSize;
        this.scale = (float) (1 / Math.sqrt(headSize));
        this.headParts = hardware.accumulation().parts(headSize);
    }

    /**
     * Attends from the query at {@code queryAt} to the keys {@code from .. to-1}.
     *
     * @param head head of the cache
     * @param out result from {@code queryAt}, as the query
     */
    void attend(float[] queries, int queryAt, EmulatedCache cache, int head, int from, int to, float[] out) {
        if (hardware.rounding() == RoundingPoints.FUSED) {
            fused(queries, queryAt, cache, head, from, to, out);
        } else {
            eager(queries, queryAt, cache, head, from, to, out);
        }
    }

    private void eager(float[] queries, int queryAt, EmulatedCache cache, int head, int from, int to, float[] out) {
        float[] weights = new float[to - from];
        float greatest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < weights.length; j++) {
            weights[j] = round(round(score(queries, queryAt, cache, head, from + j)) * scale);
            greatest = Math.max(greatest, weights[j]);
        }
        float sum = 0;
        for (int j = 0; j < weights.length; j++) {
            weights[j] = Exponential.exp(weights[j] - greatest);
            sum += weights[j];
        }
        for (int j = 0; j < weights.length; j++) {
            weights[j] = round(weights[j] / sum);
        }
        List<Part> parts = hardware.accumulation().parts(weights.length);
        for (int d = 0; d < size; d++) {
            out[queryAt + d] = round(weighted(parts, weights, cache, head, d, from));
        }
    }

    private void fused(float[] queries, int queryAt, EmulatedCache cache, int head, int from, int to, float[] out) {
        float[] sums = new float[size];
        float greatest = Float.NEGATIVE_INFINITY;
        float total = 0;
        for (int tile = from; tile < to; tile += TILE) {
            float[] weights = new float[Math.min(TILE, to - tile)];
            float before = greatest;
            for (int j = 0; j < weights.length; j++) {
                weights[j] = score(queries, queryAt, cache, head, tile + j) * scale;
                greatest = Math.max(greatest, weights[j]);
            }
            float shrink = tile == from ? 0 : Exponential.exp(before - greatest);
            total *= shrink;
            for (int j = 0; j < weights.length; j++) {
                float weight = Exponential.exp(weights[j] - greatest);
                total += weight;
                weights[j] = round(weight);
            }
            List<Part> parts = hardware.accumulation().parts(weights.length);
            for (int d = 0; d < size; d++) {
                sums[d] = sums[d] * shrink + weighted(parts, weights, cache, head, d, tile);
            }
        }
        for (int d = 0; d < size; d++) {
            out[queryAt + d] = round(sums[d] / total);
        }
    }

    private float score(float[] queries, int queryAt, EmulatedCache cache, int head, int key) {
        return hardware.accumulation().dot(headParts, queries, queryAt, cache.keys(head), key * size);
    }

    private float weighted(List<Part> parts, float[] weights, EmulatedCache cache, int head, int d, int from) {
        return hardware.accumulation().dot(parts, weights, 0, cache.values(head), d * cache.capacity() + from);
    }

    private float round(float value) {
        return Rounding.to(hardware.format(), value);
    }
}
