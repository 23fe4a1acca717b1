package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.BlockSpan;

/** The canonical computation of a span of blocks; shared between sessions, safe for use from several threads. */
public interface SpanComputation {

    BlockSpan span();

    /** Values per token in the residual stream. */
    int hiddenSize();

    /** A new session with an empty KV cache. */
    SpanSession open();
}
