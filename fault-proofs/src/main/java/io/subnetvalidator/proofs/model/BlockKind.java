package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.scale.ScaleWriter;

/** What the blocks of a family are built of, with the settings that only this kind has. */
public sealed interface BlockKind {

    /** Appends the settings; the architecture, encoded before them, tells the kinds apart. */
    default void encode(ScaleWriter out) {}

    /** Llama, Mistral, Qwen: root mean square norms, gated feed-forward. */
    record Gated() implements BlockKind {}

    /**
     * Mixtral: as {@link Gated}, with several feed-forward parts of which every token takes some.
     *
     * @param count number of experts
     * @param perToken how many of them a token goes through
     */
    record Experts(int count, int perToken) implements BlockKind {

        @Override
        public void encode(ScaleWriter out) {
            out.u32(count).u32(perToken);
        }
    }

    /**
     * Falcon: layer norms, attention and feed-forward side by side, fused query, key and value.
     *
     * @param twoNorms whether attention and feed-forward have a norm each
     */
    record Parallel(boolean twoNorms) implements BlockKind {

        @Override
        public void encode(ScaleWriter out) {
            out.bool(twoNorms);
        }
    }

    /** Bloom: layer norms, also behind the embedding, fused query, key and value. */
    record Fused() implements BlockKind {}
}
