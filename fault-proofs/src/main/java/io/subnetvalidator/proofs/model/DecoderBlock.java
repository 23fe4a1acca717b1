package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Attention;
import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.RmsNorm;
import io.subnetvalidator.proofs.kernel.RotaryTable;

/** One transformer block of the Llama kind: attention and gated feed-forward, each behind a norm and added to the stream. */
final class DecoderBlock {

    private static final float[] NO_NORM = new float[0];

    private final ModelConfig config;
    private final Kernels kernels;
    private final int window;
    private final float scoreScale;
    private final float[] attentionNorm;
    private final float[] queryNorm;
    private final float[] keyNorm;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear attentionOutput;
    private final float[] feedForwardNorm;
    private final Linear gate;
    private final Linear up;
    private final Linear down;

    DecoderBlock(ModelConfig config, int index, WeightLoader weights, Kernels kernels) {
        this.config = config;
        this.kernels = kernels;
        this.window = config.windows().get(index);
        this.scoreScale = (float) (1 / Math.sqrt(config.headSize()));
        String block = TensorLayout.block(index);
        String attention = block + "self_attn.";
        ModelConfig.Biases biases = config.biases();
        attentionNorm = weights.vector(block + "input_layernorm.weight");
        query = Linear.load(weights, attention + "q_proj", biases.queryKeyValue());
        key = Linear.load(weights, attention + "k_proj", biases.queryKeyValue());
        value = Linear.load(weights, attention + "v_proj", biases.queryKeyValue());
        attentionOutput = Linear.load(weights, attention + "o_proj", biases.attentionOutput());
        queryNorm = config.queryKeyNorm() ? weights.vector(attention + "q_norm.weight") : NO_NORM;
        keyNorm = config.queryKeyNorm() ? weights.vector(attention + "k_norm.weight") : NO_NORM;
        feedForwardNorm = weights.vector(block + "post_attention_layernorm.weight");
        gate = Linear.load(weights, block + "mlp.gate_proj", biases.feedForward());
        up = Linear.load(weights, block + "mlp.up_proj", biases.feedForward());
        down = Linear.load(weights, block + "mlp.down_proj", biases.feedForward());
    }

    KeyValueCache newCache() {
        return new KeyValueCache(config.keyValueHeads(), config.headSize(), config.contextLength());
    }

    /**
     * The stream behind the block.
     *
     * @param position position of the first token
     * @param rotary table that starts at {@code position}
     */
    float[] forward(float[] stream, int tokens, int position, RotaryTable rotary, KeyValueCache cache) {
        float[] normed = RmsNorm.rows(stream, tokens, attentionNorm, config.normEpsilon());
        float[] attended = attend(normed, tokens, position, rotary, cache);
        float[] middle = sum(stream, attentionOutput.apply(kernels, attended, tokens));
        return sum(middle, feedForward(RmsNorm.rows(middle, tokens, feedForwardNorm, config.normEpsilon()), tokens));
    }

    private float[] attend(float[] x, int tokens, int position, RotaryTable rotary, KeyValueCache cache) {
        float[] queries = query.apply(kernels, x, tokens);
        float[] keys = key.apply(kernels, x, tokens);
        prepare(queries, tokens, config.heads(), queryNorm, rotary);
        prepare(keys, tokens, config.keyValueHeads(), keyNorm, rotary);
        cache.append(keys, value.apply(kernels, x, tokens), tokens);

        int size = config.headSize();
        int sharing = config.heads() / config.keyValueHeads();
        float[] scores = new float[position + tokens];
        float[] out = new float[tokens * config.querySize()];
        for (int head = 0; head < config.heads(); head++) {
            int start = cache.start(head / sharing);
            for (int t = 0; t < tokens; t++) {
                int at = t * config.querySize() + head * size;
                int to = position + t + 1;
                int from = window == 0 ? 0 : Math.max(0, to - window);
                Attention.attend(
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
                        scores,
                        out,
                        at);
            }
        }
        return out;
    }

    private void prepare(float[] x, int tokens, int heads, float[] norm, RotaryTable rotary) {
        for (int t = 0; t < tokens; t++) {
            for (int head = 0; head < heads; head++) {
                int at = (t * heads + head) * config.headSize();
                if (norm.length > 0) {
                    RmsNorm.apply(x, at, norm, config.normEpsilon(), x, at);
                }
                rotary.rotate(x, at, t);
            }
        }
    }

    private float[] feedForward(float[] x, int tokens) {
        float[] gated = gate.apply(kernels, x, tokens);
        float[] wide = up.apply(kernels, x, tokens);
        for (int i = 0; i < wide.length; i++) {
            wide[i] = Exponential.silu(gated[i]) * wide[i];
        }
        return down.apply(kernels, wide, tokens);
    }

    private static float[] sum(float[] a, float[] b) {
        float[] out = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] + b[i];
        }
        return out;
    }
}
