package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Attention;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.RotaryTable;

/** The attention part of one block: every query head sees the keys of its group up to its own position. */
final class AttentionPart {

    private final ModelConfig config;
    private final Kernels kernels;
    private final AttentionWeights weights;
    private final int window;
    private final float scoreScale;
    private final float[] slopes;

    AttentionPart(ModelConfig config, int block, AttentionWeights weights, Kernels kernels) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.window = config.windows().get(block);
        this.scoreScale = (float) (1 / Math.sqrt(config.headSize()));
        this.slopes = config.position().slopes(config.heads());
    }

    KeyValueCache newCache() {
        return new KeyValueCache(config.keyValueHeads(), config.headSize(), config.contextLength());
    }

    /**
     * What attention adds to the stream.
     *
     * @param x normalised stream, row-major {@code [tokens, hidden]}
     * @param position position of the first token
     * @param rotary table that starts at {@code position}
     */
    float[] apply(float[] x, int tokens, int position, RotaryTable rotary, KeyValueCache cache) {
        float[] queries = weights.query().apply(kernels, x, tokens);
        float[] keys = weights.key().apply(kernels, x, tokens);
        prepare(queries, tokens, config.heads(), weights.queryNorm(), rotary);
        prepare(keys, tokens, config.keyValueHeads(), weights.keyNorm(), rotary);
        cache.append(keys, weights.value().apply(kernels, x, tokens), tokens);
        return weights.output().apply(kernels, attend(queries, tokens, position, cache), tokens);
    }

    private float[] attend(float[] queries, int tokens, int position, KeyValueCache cache) {
        int size = config.headSize();
        int sharing = config.heads() / config.keyValueHeads();
        float[] out = new float[tokens * config.querySize()];
        kernels.forRows(config.heads() * tokens, (first, end) -> {
            float[] scores = new float[position + tokens];
            for (int row = first; row < end; row++) {
                int head = row / tokens;
                int start = cache.start(head / sharing);
                int t = row % tokens;
                int at = t * config.querySize() + head * size;
                int to = position + t + 1;
                int from = window == 0 ? 0 : Math.max(0, to - window);
                Attention.attend(
                        kernels,
                        queries,
                        at,
                        cache.keys(),
                        cache.values(),
                        start,
                        cache.capacity(),
                        size,
                        from,
                        to,
                        scoreScale,
                        slopes[head],
                        scores,
                        out,
                        at);
            }
        });
        return out;
    }

    private void prepare(float[] x, int tokens, int heads, HeadNorm norm, RotaryTable rotary) {
        kernels.forRows(tokens * heads, (first, end) -> {
            for (int row = first; row < end; row++) {
                int at = row * config.headSize();
                norm.apply(x, at);
                rotary.rotate(x, at, row / heads);
            }
        });
    }
}
