package io.subnetvalidator.proofs.kernel;

/**
 * Matrix products in the canonical order SEQ256: every output element is, per block of {@value #BLOCK} along the columns, one
 * chain of {@link Math#fma(float, float, float)} from +0; the first block sum is the start and the others are added in order.
 * Implementations work on different output elements side by side, never along a sum, so all of them return the same bits. The
 * same holds for the other operations here.
 */
public interface Kernels {

    /** Elements in one chain of fused multiply-adds. */
    int BLOCK = 256;

    /** Short name for people: which implementation this is. */
    String name();

    /**
     * Multiplies some panels of the matrix with every token.
     *
     * @param out output; element {@code (t, r)} goes to {@code offset + t * stride + r}
     * @param fromPanel first panel of {@value PackedMatrix#PANEL} rows
     * @param toPanel first panel behind the range
     */
    void multiply(PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel);

    /** As above, for input that is row-major {@code [tokens, columns]}. */
    default void multiply(
            PackedMatrix matrix,
            float[] x,
            int tokens,
            float[] out,
            int offset,
            int stride,
            int fromPanel,
            int toPanel) {
        multiply(matrix, PackedTokens.of(x, tokens, matrix.columns()), out, offset, stride, fromPanel, toPanel);
    }

    /** The whole product {@code x * matrix^T}, row-major {@code [tokens, rows]}. */
    default float[] multiply(PackedMatrix matrix, float[] x, int tokens) {
        float[] out = new float[Math.multiplyExact(tokens, matrix.rows())];
        multiply(matrix, x, tokens, out, 0, matrix.rows(), 0, matrix.panels());
        return out;
    }

    /**
     * Weighted sum of rows: output element {@code i} is one chain of fused multiply-adds from +0 over {@code terms} rows in order,
     * {@code factors[factorsAt + r] * x[at + r * stride + i]}.
     *
     * @param width number of output elements, at most {@code stride}
     */
    void weightedRows(
            float[] factors,
            int factorsAt,
            int terms,
            float[] x,
            int at,
            int stride,
            float[] out,
            int outAt,
            int width);

    /** The gated activation, in place: {@code up[i] = silu(gate[i]) * up[i]} for {@code from .. to-1}. */
    void gate(float[] gate, float[] up, int from, int to);

    /** Applies work to ranges that together are the rows {@code 0 .. rows-1}, side by side where there are several threads. */
    default void forRows(int rows, RowRange work) {
        work.apply(0, rows);
    }

    /** Plain Java, works everywhere; the definition of the order. */
    static Kernels scalar() {
        return new ScalarKernels();
    }

    /**
     * The fastest implementation this JVM can run, on the calling thread: the vector one when the module
     * {@code jdk.incubator.vector} is present ({@code --add-modules jdk.incubator.vector}) and the CPU has vectors, the scalar one
     * otherwise.
     */
    static Kernels best() {
        return KernelChoice.best();
    }

    /** The same kernels with the work split among workers. */
    default Kernels on(Workers workers) {
        return workers.threads() == 1 ? this : new ThreadedKernels(this, workers);
    }

    /**
     * Refuses to go on where fused multiply-add is emulated in software: the bits would be right, but thousands of times too
     * slow for the time an epoch leaves.
     *
     * @throws UnfitMachineException when this JVM does not use the CPU's fused multiply-add; the message says why
     */
    static void requireHardwareFma() {
        KernelChoice.requireHardwareFma();
    }
}
