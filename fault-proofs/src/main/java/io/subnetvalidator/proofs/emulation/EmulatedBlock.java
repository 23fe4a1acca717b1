package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.emulation.Accumulation.Part;
import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.util.Arrays;
import java.util.List;

/** One transformer block of the Llama kind on one machine. */
final class EmulatedBlock {

    private final ModelConfig config;
    private final Kernels kernels;
    private final Hardware hardware;
    private final AttentionVariant variant;
    private final BlockWeights weights;
    private final int window;
    private final EmulatedAttention attention;
    private final List<Part> rowParts;
    private final List<Part> headParts;

    EmulatedBlock(
            ModelConfig config,
            int index,
            Kernels kernels,
            Hardware hardware,
            AttentionVariant variant,
            BlockWeights weights) {
        this.config = config;
        this.kernels = kernels;
        this.hardware = hardware;
        this.variant = variant;
        this.weights = weights;
        this.window = config.windows().get(index);
        this.attention = new EmulatedAttention(hardware, config.headSize());
        this.rowParts = hardware.accumulation().parts(config.hidden());
        this.headParts = hardware.accumulation().parts(config.headSize());
    }

    EmulatedCache newCache() {
        return new EmulatedCache(config.keyValueHeads(), config.headSize());
    }

    /** The stream behind the block; {@code stream} holds values of the number format already. */
    float[] forward(float[] stream, int tokens, int position, EmulatedRotation rotation, EmulatedCache cache) {
        float[] normed = norms(stream, weights.attentionNorm, rowParts);
        float[] attended = attend(normed, tokens, position, rotation, cache);
        float[] middle = sum(stream, product(weights.attentionOutput, weights.attentionOutputBias, attended, tokens));
        // A fused residual norm looks at the sum before it is rounded, others behind it.
        float[] seen = fused() ? middle.clone() : middle;
        Rounding.all(hardware.format(), middle);
        float[] update = feedForward(norms(seen, weights.feedForwardNorm, rowParts), tokens);
        return Rounding.all(hardware.format(), sum(middle, update));
    }

    private float[] attend(float[] x, int tokens, int position, EmulatedRotation rotation, EmulatedCache cache) {
        int size = config.headSize();
        int querySize = config.heads() * size;
        int keySize = config.keyValueHeads() * size;
        float[] all = product(weights.queryKeyValue, weights.queryKeyValueBias, x, tokens);
        float[] queries = prepared(columns(all, tokens, 0, querySize), weights.queryNorm, tokens, rotation);
        float[] keys = prepared(columns(all, tokens, querySize, keySize), weights.keyNorm, tokens, rotation);
        float[] values = columns(all, tokens, querySize + keySize, keySize);
        variant.store(keys, tokens, position, size);
        variant.store(values, tokens, position, size);
        cache.append(keys, values, tokens);

        float[] out = new float[queries.length];
        int sharing = config.heads() / config.keyValueHeads();
        for (int t = 0; t < tokens; t++) {
            int to = position + t + 1;
            int from = Math.max(variant.firstKey(position + t), window == 0 ? 0 : to - window);
            for (int head = 0; head < config.heads(); head++) {
                attention.attend(
                        queries, t * querySize + head * size, cache, head / sharing, Math.max(0, from), to, out);
            }
        }
        return out;
    }

    private float[] prepared(float[] x, float[] norm, int tokens, EmulatedRotation rotation) {
        float[] heads = norm.length > 0 ? norms(x, norm, headParts) : x;
        int size = config.headSize();
        int perToken = heads.length / tokens;
        for (int at = 0; at < heads.length; at += size) {
            rotation.rotate(heads, at, at / perToken);
        }
        return heads;
    }

    private float[] feedForward(float[] x, int tokens) {
        float[] both = product(weights.gateUp, weights.gateUpBias, x, tokens);
        int wide = both.length / tokens / 2;
        float[] gated = new float[tokens * wide];
        for (int t = 0; t < tokens; t++) {
            for (int i = 0; i < wide; i++) {
                float silu = Exponential.silu(both[2 * t * wide + i]);
                float up = both[(2 * t + 1) * wide + i];
                gated[t * wide + i] = round((fused() ? silu : round(silu)) * up);
            }
        }
        return product(weights.down, weights.downBias, gated, tokens);
    }

    private float[] norms(float[] x, float[] weight, List<Part> parts) {
        float[] out = new float[x.length];
        for (int at = 0; at < x.length; at += weight.length) {
            float meanSquare = hardware.accumulation().dot(parts, x, at, x, at) / weight.length;
            float scale = (float) (1 / Math.sqrt(meanSquare + config.normEpsilon()));
            for (int i = 0; i < weight.length; i++) {
                float scaled = x[at + i] * scale;
                out[at + i] = round((fused() ? scaled : round(scaled)) * weight[i]);
            }
        }
        return out;
    }

    private float[] product(PartedMatrix matrix, float[] bias, float[] x, int tokens) {
        float[] out = matrix.multiply(kernels, x, tokens);
        for (int i = 0; bias.length > 0 && i < out.length; i++) {
            out[i] += bias[i % bias.length];
        }
        return Rounding.all(hardware.format(), out);
    }

    private static float[] columns(float[] rows, int tokens, int from, int count) {
        int width = rows.length / tokens;
        float[] out = new float[tokens * count];
        for (int t = 0; t < tokens; t++) {
            System.arraycopy(rows, t * width + from, out, t * count, count);
        }
        return out;
    }

    private static float[] sum(float[] a, float[] b) {
        float[] out = Arrays.copyOf(a, a.length);
        for (int i = 0; i < out.length; i++) {
            out[i] += b[i];
        }
        return out;
    }

    private boolean fused() {
        return hardware.rounding() == RoundingPoints.FUSED;
    }

    private float round(float value) {
        return Rounding.to(hardware.format(), value);
    }
}
