package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One Llama block in bf16, a token at a time. */
final class Bf16Block {

    /** Keys and values of the tokens before, one entry per token. */
    static final class Cache {
        private final List<float[]> keys = new ArrayList<>();
        private final List<float[]> values = new ArrayList<>();
    }

    private final ModelConfig config;
    private final Summation summation;
    private final boolean fusedAttention;
    private final double[] frequencies;
    private final float[] attentionNorm;
    private final float[] feedForwardNorm;
    private final float[][] query;
    private final float[][] key;
    private final float[][] value;
    private final float[][] attentionOutput;
    private final float[][] gate;
    private final float[][] up;
    private final float[][] down;

    Bf16Block(ModelConfig config, Function<String, float[][]> tensor, Summation summation, boolean fusedAttention) {
        this.config = config;
        this.summation = summation;
        this.fusedAttention = fusedAttention;
        this.frequencies = config.position().frequencies(config.headSize());
        attentionNorm = tensor.apply("input_layernorm.weight")[0];
        feedForwardNorm = tensor.apply("post_attention_layernorm.weight")[0];
        query = tensor.apply("self_attn.q_proj.weight");
        key = tensor.apply("self_attn.k_proj.weight");
        value = tensor.apply("self_attn.v_proj.weight");
        attentionOutput = tensor.apply("self_attn.o_proj.weight");
        gate = tensor.apply("mlp.gate_proj.weight");
        up = tensor.apply("mlp.up_proj.weight");
        down = tensor.apply("mlp.down_proj.weight");
    }

    /** The nearest bf16. */
    static float round(float value) {
        return FloatFormats.bfloat16(FloatFormats.toBfloat16(value));
    }

    /** The stream of one token behind the block. */
    float[] token(float[] stream, int position, Cache cache) {
        float[] middle = add(stream, product(attentionOutput, attend(norm(stream, attentionNorm), position, cache)));
        return add(middle, feedForward(norm(middle, feedForwardNorm)));
    }

    private float[] norm(float[] x, float[] weights) {
        float meanSquare = summation.dot(x, 0, x, 0, x.length) / x.length;
        float scale = (float) (1 / Math.sqrt(meanSquare + config.normEpsilon()));
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = round(weights[i] * round(x[i] * scale));
        }
        return out;
    }

    private float[] attend(float[] x, int position, Cache cache) {
        float[] queries = rotate(product(query, x), position);
        cache.keys.add(rotate(product(key, x), position));
        cache.values.add(product(value, x));
        int size = config.headSize();
        int sharing = config.heads() / config.keyValueHeads();
        float[] out = new float[config.heads() * size];
        for (int head = 0; head < config.heads(); head++) {
            int shared = head / sharing * size;
            float[] weights = softmax(scores(queries, head * size, cache, shared, size));
            float[] column = new float[weights.length];
            for (int i = 0; i < size; i++) {
                for (int t = 0; t < column.length; t++) {
                    column[t] = cache.values.get(t)[shared + i];
                }
                out[head * size + i] = round(summation.dot(weights, 0, column, 0, column.length));
            }
        }
        return out;
    }

    private float[] scores(float[] queries, int at, Cache cache, int shared, int size) {
        float scale = (float) (1 / Math.sqrt(size));
        float[] scores = new float[cache.keys.size()];
        for (int t = 0; t < scores.length; t++) {
            float score = summation.dot(queries, at, cache.keys.get(t), shared, size);
            scores[t] = fusedAttention ? score * scale : round(round(score) * scale);
        }
        return scores;
    }

    private static float[] softmax(float[] scores) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            greatest = Math.max(greatest, score);
        }
        float[] weights = new float[scores.length];
        float sum = 0;
        for (int t = 0; t < weights.length; t++) {
            weights[t] = (float) StrictMath.exp(scores[t] - greatest);
            sum += weights[t];
        }
        for (int t = 0; t < weights.length; t++) {
            weights[t] = round(weights[t] / sum);
        }
        return weights;
    }

    private float[] rotate(float[] x, int position) {
        int size = config.headSize();
        int pairs = size / 2;
        float[] out = new float[x.length];
        for (int i = 0; i < pairs; i++) {
            float cos = round((float) StrictMath.cos(position * frequencies[i]));
            float sin = round((float) StrictMath.sin(position * frequencies[i]));
            for (int at = i; at < x.length; at += size) {
                out[at] = round(round(x[at] * cos) - round(x[at + pairs] * sin));
                out[at + pairs] = round(round(x[at + pairs] * cos) + round(x[at] * sin));
            }
        }
        return out;
    }

    private float[] feedForward(float[] x) {
        float[] gated = product(gate, x);
        float[] wide = product(up, x);
        for (int i = 0; i < wide.length; i++) {
            float silu = round((float) (gated[i] / (1 + StrictMath.exp(-gated[i]))));
            wide[i] = round(silu * wide[i]);
        }
        return product(down, wide);
    }

    private float[] product(float[][] matrix, float[] x) {
        float[] out = new float[matrix.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = round(summation.dot(matrix[row], 0, x, 0, x.length));
        }
        return out;
    }

    private static float[] add(float[] a, float[] b) {
        float[] out = new float[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = round(a[i] + b[i]);
        }
        return out;
    }
}
