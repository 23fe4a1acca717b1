package io.subnetvalidator.proofs.model;

/** One sequence passing through a span; holds the KV cache of every block of the span. Not safe for concurrent use. */
public interface SpanSession {

    /** Tokens processed so far; the position of the next token. */
    int position();

    /**
     * Processes the next tokens. The result does not depend on how a sequence is cut into calls.
     *
     * @param input residual stream before the span's first block, row-major {@code [tokens, hidden]}
     * @param tokens number of rows, at least 1
     * @return the residual stream behind every block of the span: element {@code b} is the output of block
     *     {@code first + b}, row-major {@code [tokens, hidden]}; the last element is the span's output
     * @throws IllegalArgumentException when the input has another size or the model's context length is exceeded
     */
    float[][] forward(float[] input, int tokens);
}
