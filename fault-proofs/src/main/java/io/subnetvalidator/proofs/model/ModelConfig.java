package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.scale.ScaleWriter;
import java.util.List;

/**
 * Everything besides the weights that decides what a model computes. Its canonical encoding is part of the model root, so that
 * nobody can name a model and mean other settings.
 *
 * @param architecture class name in the checkpoint, such as {@code LlamaForCausalLM}
 * @param vocabulary number of token ids
 * @param hidden values per token in the residual stream
 * @param intermediate width of the feed-forward part
 * @param heads query heads
 * @param keyValueHeads key and value heads, a divisor of {@code heads}
 * @param headSize elements per head; even where they are rotated
 * @param contextLength greatest number of tokens in a sequence
 * @param normEpsilon added to the mean square in every norm
 * @param position how attention learns where a token stands
 * @param windows for every block the number of keys a token sees, itself included; 0 means all before it
 * @param biases which products have a bias
 * @param queryKeyNorm whether queries and keys are normalised per head
 * @param tiedEmbeddings whether the head uses the embedding's weights
 * @param kind what the blocks are built of
 */
public record ModelConfig(
        String architecture,
        int vocabulary,
        int hidden,
        int intermediate,
        int heads,
        int keyValueHeads,
        int headSize,
        int contextLength,
        float normEpsilon,
        PositionCoding position,
        List<Integer> windows,
        Biases biases,
        boolean queryKeyNorm,
        boolean tiedEmbeddings,
        BlockKind kind) {

    /** Which products add a bias: query, key and value; attention output; feed-forward. */
    public record Biases(boolean queryKeyValue, boolean attentionOutput, boolean feedForward) {}

    public ModelConfig {
        windows = List.copyOf(windows);
    }

    /** Number of transformer blocks. */
    public int blocks() {
        return windows.size();
    }

    /** Values in all query heads of a token. */
    int querySize() {
        return heads * headSize;
    }

    /** Values in all key heads of a token. */
    int keySize() {
        return keyValueHeads * headSize;
    }

    void encode(ScaleWriter out) {
        out.string(architecture)
                .u32(vocabulary)
                .u32(hidden)
                .u32(intermediate)
                .u32(heads)
                .u32(keyValueHeads)
                .u32(headSize)
                .u32(contextLength)
                .u32(Integer.toUnsignedLong(Float.floatToIntBits(normEpsilon)));
        position.encode(out);
        out.<Integer>vec(windows, (writer, window) -> writer.u32(window))
                .bool(biases.queryKeyValue())
                .bool(biases.attentionOutput())
                .bool(biases.feedForward())
                .bool(queryKeyNorm)
                .bool(tiedEmbeddings);
        kind.encode(out);
    }
}
