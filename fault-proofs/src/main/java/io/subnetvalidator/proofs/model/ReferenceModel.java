package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import java.nio.file.Path;

/** A model directory opened for the canonical computation. Safe for use from several threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class ReferenceModel {

    private ReferenceModel() {}

    /**
     * Reads the configuration and the headers of the weight files; no weight is read yet.
     *
     * @throws ModelException when the directory is no usable model
     */
    public static ReferenceModel open(Path directory) {
        throw new UnsupportedOperationException(directory.toString());
    }

    /** The root of the manifest, which names the model everywhere. Reads every weight file when first called. */
    public Hash256 root() {
        throw new UnsupportedOperationException("root");
    }

    /** Number of transformer blocks. */
    public int blocks() {
        throw new UnsupportedOperationException("blocks");
    }

    /** Values per token in the residual stream. */
    public int hiddenSize() {
        throw new UnsupportedOperationException("hiddenSize");
    }

    /** Number of token ids. */
    public int vocabularySize() {
        throw new UnsupportedOperationException("vocabularySize");
    }

    /** Greatest number of tokens in one sequence. */
    public int contextLength() {
        throw new UnsupportedOperationException("contextLength");
    }

    /** Loads the weights of these blocks. */
    public SpanComputation span(BlockSpan span) {
        return span(span, (tensor, row, values) -> {});
    }

    /** As {@link #span(BlockSpan)}, with changed weights. */
    public SpanComputation span(BlockSpan span, WeightTransform transform) {
        throw new UnsupportedOperationException(span + " " + transform);
    }

    /**
     * The residual stream before block 0, row-major {@code [ids, hidden]}.
     *
     * @throws IllegalArgumentException for an id outside the vocabulary
     */
    public float[] embed(int[] ids) {
        throw new UnsupportedOperationException(ids.length + " ids");
    }

    /**
     * Final norm and head.
     *
     * @param hidden residual stream behind the last block, row-major {@code [tokens, hidden]}
     * @return row-major {@code [tokens, vocabulary]}
     */
    public float[] logits(float[] hidden, int tokens) {
        throw new UnsupportedOperationException(hidden.length + " values, " + tokens + " tokens");
    }
}
