package io.subnetvalidator.proofs.emulation;

/** Where a machine may depart from the model's attention; the defaults depart nowhere. */
public interface AttentionVariant {

    /** Attention as the model has it. */
    AttentionVariant NONE = new AttentionVariant() {};

    /** The position whose angles are applied to the token at {@code position}. */
    default int rotaryPosition(int position) {
        return position;
    }

    /** The first key that the token at {@code position} looks at, at most {@code position}. */
    default int firstKey(int position) {
        return 0;
    }

    /**
     * Changes keys or values on their way into the cache.
     *
     * @param rows row-major {@code [tokens, heads * headSize]}
     * @param position of the first row
     */
    default void store(float[] rows, int tokens, int position, int headSize) {}
}
