package io.subnetvalidator.proofs.kernel;

import java.util.Arrays;

/**
 * The walk over panels, blocks and tokens that both implementations share; they differ only in how the rows of one panel are
 * worked on side by side.
 */
public abstract class PanelKernels implements Kernels {

    /** Rows per panel. */
    protected static final int PANEL = PackedMatrix.PANEL;

    /** Pairs of 16-bit values per panel column. */
    protected static final int PAIRS = PANEL / 2;

    /** Tokens side by side in {@link #four}. */
    protected static final int GROUP = PackedTokens.GROUP;

    // Bounds the scratch memory of one call, whatever the length of the prompt.
    private static final int MAX_GROUPS_AT_ONCE = 128;

    @Override
    public final void multiply(
            PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel) {
        requireFits(matrix, x, out, offset, stride, fromPanel, toPanel);
        float[] sums = new float[Math.min(x.groups(), MAX_GROUPS_AT_ONCE) * GROUP * PANEL];
        float[] widened = new float[matrix.format() == WeightFormat.FLOAT16 ? BLOCK * PANEL : 0];
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int lanes = Math.min(PANEL, matrix.rows() - panel * PANEL);
            for (int group = 0; group < x.groups(); group += MAX_GROUPS_AT_ONCE) {
                int groups = Math.min(MAX_GROUPS_AT_ONCE, x.groups() - group);
                // -0 is the neutral element of addition: the first block sum stays what it is, its sign included.
                Arrays.fill(sums, 0, groups * GROUP * PANEL, -0.0f);
                sumPanel(matrix, panel, x, group, groups, widened, sums);
                int tokens = Math.min(groups * GROUP, x.tokens() - group * GROUP);
                for (int t = 0; t < tokens; t++) {
                    int to = offset + (group * GROUP + t) * stride + panel * PANEL;
                    System.arraycopy(sums, t * PANEL, out, to, lanes);
                }
            }
        }
    }

    private void sumPanel(
            PackedMatrix matrix, int panel, PackedTokens x, int group, int groups, float[] widened, float[] sums) {
        int columns = matrix.columns();
        boolean one = x.tokens() == 1;
        float[] values = x.values();
        for (int k = 0; k < columns; k += BLOCK) {
            int length = Math.min(BLOCK, columns - k);
            int column = panel * columns + k;
            int xAt = x.at(k, group);
            switch (matrix.format()) {
                case FLOAT32 -> addBlock(matrix.floats(), column * PANEL, length, values, xAt, one, groups, sums);
                case BFLOAT16 -> {
                    if (one) {
                        oneOfBfloat16(matrix.pairs(), column * PAIRS, length, values, xAt, sums);
                    } else {
                        for (int g = 0; g < groups; g++) {
                            int from = xAt + g * PackedTokens.GROUP_STRIDE;
                            fourOfBfloat16(
                                    matrix.pairs(), column * PAIRS, length, values, from, sums, g * GROUP * PANEL);
                        }
                    }
                }
                case FLOAT16 -> {
                    if (one && !matrix.unbounded(panel)) {
                        oneOfFloat16(matrix.pairs(), column * PAIRS, length, values, xAt, sums);
                    } else {
                        if (matrix.unbounded(panel)) {
                            widenAnyFloat16(matrix.pairs(), column * PAIRS, length * PAIRS, widened);
                        } else {
                            widenFloat16(matrix.pairs(), column * PAIRS, length * PAIRS, widened);
                        }
                        addBlock(widened, 0, length, values, xAt, one, groups, sums);
                    }
                }
            }
        }
    }

    private void addBlock(
            float[] weights, int at, int length, float[] x, int xAt, boolean one, int groups, float[] sums) {
        if (one) {
            one(weights, at, length, x, xAt, sums);
            return;
        }
        for (int g = 0; g < groups; g++) {
            four(weights, at, length, x, xAt + g * PackedTokens.GROUP_STRIDE, sums, g * GROUP * PANEL);
        }
    }

    /**
     * Adds the sums of one block for one token to {@code sums[lane]}.
     *
     * @param weights panel columns from {@code at}, each {@value PackedMatrix#PANEL} lanes
     * @param length columns in the block, at most {@value Kernels#BLOCK}
     * @param x input of the token from {@code xAt}
     */
    protected abstract void one(float[] weights, int at, int length, float[] x, int xAt, float[] sums);

    /**
     * Adds the sums of one block for a group of tokens to {@code sums[sumAt + token * PANEL + lane]}.
     *
     * @param x input from {@code xAt}, the values of one column side by side
     */
    protected abstract void four(float[] weights, int at, int length, float[] x, int xAt, float[] sums, int sumAt);

    /** As {@link #one} for bf16 pairs. */
    protected abstract void oneOfBfloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums);

    /** As {@link #four} for bf16 pairs. */
    protected abstract void fourOfBfloat16(
            int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int sumAt);

    /** As {@link #one} for pairs of finite halves. */
    protected abstract void oneOfFloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums);

    /** Widens pairs of finite halves to panel columns of fp32. */
    protected abstract void widenFloat16(int[] pairs, int at, int count, float[] widened);

    /** Widens pairs of any halves, infinities and NaN included, to panel columns of fp32. */
    protected static void widenAnyFloat16(int[] pairs, int at, int count, float[] widened) {
        for (int i = 0; i < count; i++) {
            int pair = pairs[at + i];
            int lane = i / PAIRS * PANEL + i % PAIRS;
            widened[lane] = FloatFormats.float16((short) pair);
            widened[lane + PAIRS] = FloatFormats.float16((short) (pair >>> 16));
        }
    }

    private static void requireFits(
            PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel) {
        boolean input = x.columns() == matrix.columns();
        boolean output = offset >= 0
                && stride >= matrix.rows()
                && out.length >= offset + (long) (x.tokens() - 1) * stride + matrix.rows();
        boolean panels = fromPanel >= 0 && fromPanel <= toPanel && toPanel <= matrix.panels();
        if (!input || !output || !panels) {
            throw new IllegalArgumentException("a matrix of " + matrix + ", " + x.tokens() + " tokens of " + x.columns()
                    + " columns, output of " + out.length + " from " + offset + " with stride " + stride + ", panels "
                    + fromPanel + " to " + toPanel + " do not fit together");
        }
    }
}
