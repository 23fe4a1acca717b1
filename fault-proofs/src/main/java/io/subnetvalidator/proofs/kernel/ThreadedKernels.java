package io.subnetvalidator.proofs.kernel;

/** Kernels whose work is cut into parts for several threads: panels of a matrix, rows of everything else. */
final class ThreadedKernels implements Kernels {

    // Several parts per thread, so that one which loses its processor for a while does not hold up the others.
    private static final int PARTS_PER_THREAD = 8;
    // Less than this is done sooner than another thread is told.
    private static final int ELEMENTS_WORTH_SPLITTING = 1 << 12;

    private final Kernels kernels;
    private final Workers workers;

    ThreadedKernels(Kernels kernels, Workers workers) {
        this.kernels = kernels;
        this.workers = workers;
    }

    @Override
    public String name() {
        return kernels.name() + " on " + workers.threads() + " threads";
    }

    @Override
    public void multiply(
            PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel) {
        // One token is multiplied with several panels at once, which a part must not cut.
        int unit = x.tokens() == 1 ? PanelKernels.PANELS : 1;
        split(
                0,
                (toPanel - fromPanel + unit - 1) / unit,
                (first, end) -> kernels.multiply(
                        matrix,
                        x,
                        out,
                        offset,
                        stride,
                        fromPanel + first * unit,
                        Math.min(toPanel, fromPanel + end * unit)));
    }

    @Override
    public void multiply(
            PackedMatrix matrix,
            float[] x,
            int tokens,
            float[] out,
            int offset,
            int stride,
            int fromPanel,
            int toPanel) {
        PackedTokens packed = PackedTokens.of(x, tokens, matrix.columns(), workers);
        multiply(matrix, packed, out, offset, stride, fromPanel, toPanel);
    }

    @Override
    public void weightedRows(
            float[] factors,
            int factorsAt,
            int terms,
            float[] x,
            int at,
            int stride,
            float[] out,
            int outAt,
            int width) {
        kernels.weightedRows(factors, factorsAt, terms, x, at, stride, out, outAt, width);
    }

    @Override
    public void gate(float[] gate, float[] up, int from, int to) {
        if (to - from < ELEMENTS_WORTH_SPLITTING) {
            kernels.gate(gate, up, from, to);
        } else {
            split(from, to, (first, last) -> kernels.gate(gate, up, first, last));
        }
    }

    @Override
    public void forRows(int rows, RowRange work) {
        split(0, rows, work);
    }

    private void split(int from, int to, RowRange work) {
        int count = to - from;
        int parts = Math.min(count, workers.threads() * PARTS_PER_THREAD);
        workers.run(
                parts,
                part -> work.apply(
                        from + (int) ((long) count * part / parts), from + (int) ((long) count * (part + 1) / parts)));
    }
}
