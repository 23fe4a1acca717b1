package io.subnetvalidator.proofs.model;

/**
 * Dimensions of a tiny Llama-architecture model.
 *
 * @param vocabulary number of tokens
 * @param hidden values per token in the residual stream, an even multiple of {@code heads}
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

    private static final int GREATEST = 1 << 16;

    /** @throws IllegalArgumentException for dimensions that do not fit together */
    public TinyShape {
        for (int dimension :
                new int[] {vocabulary, hidden, intermediate, blocks, heads, keyValueHeads, contextLength}) {
            if (dimension < 1 || dimension > GREATEST) {
                throw new IllegalArgumentException(
                        "a dimension of a tiny model is 1 to " + GREATEST + ", not " + dimension);
            }
        }
        if (hidden % (2 * heads) != 0 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException("hidden " + hidden + " must be an even multiple of " + heads
                    + " heads, and these a multiple of " + keyValueHeads + " key/value heads");
        }
    }

    /** The same model with another number of blocks. */
    public TinyShape withBlocks(int count) {
        return new TinyShape(vocabulary, hidden, intermediate, count, heads, keyValueHeads, contextLength);
    }
}
