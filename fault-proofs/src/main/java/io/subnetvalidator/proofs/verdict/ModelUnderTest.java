package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.model.SpanComputation;

/** What a verdict needs of a model. Safe for use from several threads. */
public interface ModelUnderTest {

    /** Merkle root of the model's manifest. */
    Hash256 root();

    /** Number of transformer blocks. */
    int blocks();

    /** Values per token in the residual stream. */
    int hiddenSize();

    /** Number of token ids. */
    int vocabularySize();

    /** The canonical computation of a span that lies within the model. */
    SpanComputation span(BlockSpan span);

    /**
     * The residual stream before block 0, row-major {@code [ids, hidden]}.
     *
     * @throws IllegalArgumentException for an id outside the vocabulary
     */
    float[] embed(int[] ids);
}
