package io.subnetvalidator.proofs.dispute;

/** What one step of the computation does with its operands; the arithmetic stands in {@link LeafChecker}. */
public enum StepKind {
    /** Adds the chain {@code fma(a, b, .)} from +0 over one block of a matrix product to the blocks before it. */
    PRODUCT(LeafChecker.PRODUCT),
    /** As {@link #PRODUCT}, of values with themselves. */
    SQUARES(LeafChecker.SQUARES),
    /** Continues the chain {@code fma(a, b, .)}. */
    CHAIN(LeafChecker.CHAIN),
    /** Continues the maximum of {@code a * scale}. */
    GREATEST(LeafChecker.GREATEST),
    /** Continues the sum of {@code a}. */
    SUM(LeafChecker.SUM),
    /** {@code a + b}. */
    ADD(LeafChecker.ADD),
    /** {@code a / sqrt(squares / width + epsilon) * weight}. */
    NORM(LeafChecker.NORM),
    /** First half of a rotated pair. */
    ROTATE_LOW(LeafChecker.ROTATE_LOW),
    /** Second half of a rotated pair. */
    ROTATE_HIGH(LeafChecker.ROTATE_HIGH),
    /** {@code exp(a * scale - b)}. */
    EXPONENTIAL(LeafChecker.EXPONENTIAL),
    /** {@code a / b}. */
    DIVIDE(LeafChecker.DIVIDE),
    /** {@code silu(a) * b}. */
    GATE(LeafChecker.GATE),
    /** {@code a}. */
    COPY(LeafChecker.COPY),
    /** +0, where a row has room for a key outside the window. */
    ABSENT(LeafChecker.ABSENT),
    /** Adds the sum of {@code a} from +0 over one block to the blocks before it. */
    BLOCK_SUM(LeafChecker.BLOCK_SUM),
    /** {@code a - sum / width}. */
    CENTER(LeafChecker.CENTER),
    /** {@code a / sqrt(squares / width + epsilon)}. */
    SCALE(LeafChecker.SCALE),
    /** {@code fma(a, weight, bias)}. */
    AFFINE(LeafChecker.AFFINE),
    /** GELU with the error function. */
    GELU(LeafChecker.GELU),
    /** GELU with the hyperbolic tangent. */
    GELU_TANH(LeafChecker.GELU_TANH),
    /** {@code fma(a, scale, bias)}; the bias is what precedes the step. */
    BIAS_SCORE(LeafChecker.BIAS_SCORE),
    /** An expert's share from the logits of all, or that it is not taken. */
    ROUTE(LeafChecker.ROUTE),
    /** Continues the chain {@code fma(share, a, .)}, over an expert that is not taken unchanged. */
    MIX(LeafChecker.MIX);

    private final int code;

    StepKind(int code) {
        this.code = code;
    }

    /** The code in a question. */
    public int code() {
        return code;
    }
}
