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
    ABSENT(LeafChecker.ABSENT);

    private final int code;

    StepKind(int code) {
        this.code = code;
    }

    /** The code in a question. */
    public int code() {
        return code;
    }
}
