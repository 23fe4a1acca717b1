package io.subnetvalidator.proofs.model;

/**
 * Dimensions of a tiny Llama-architecture model.
 *
 * @param vocabulary number of tokens
 * @param hidden values per token in the residual stream, a multiple of {@code heads}
 * @param intermediate width of the feed-forward part
 * @param blocks number of transformer blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads, a divisor of {@code heads}
 * @param contextLength greatest sequence length
 */
public record TinyShape(
        int vocabulary, int hidden, int intermediate, int blocks, int heads, int keyValueHeads, int contextLength) {

    /** Vocabulary 320, hidden 128, intermediate 352, 6 blocks, 8 heads on 2 key/value heads, 512 positions. */
    public static final TinyShape DEFAULT = new TinyShape(320, 128, 352, 6, 8, 2, 512);
}
