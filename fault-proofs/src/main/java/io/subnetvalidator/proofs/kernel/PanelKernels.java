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

    /** Panels side by side where one token leaves time to wait for sums and memory: {@link #oneTokenOnPanels}. */
    protected static final int PANELS = 4;

    /** Tokens side by side in {@link #four}. */
    protected static final int GROUP = PackedTokens.GROUP;

    // -0 is the neutral element of addition: the first block sum stays what it is, its sign included.
    private static final float NO_SUM = -0.0f;
    // Values on a page of memory.
    private static final int PAGE = 1024;
    private static final int GROUPS_WORTH_READING_AHEAD = 4;
    // Bounds the scratch memory of one call, whatever the length of the prompt.
    private static final int MAX_GROUPS_AT_ONCE = 128;

    @Override
    public final void multiply(
            PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel) {
        requireFits(matrix, x, out, offset, stride, fromPanel, toPanel);
        int panel = fromPanel;
        if (x.tokens() == 1 && matrix.format() != WeightFormat.FLOAT16) {
            float[] sums = new float[PANELS * PANEL];
            for (; panel + PANELS <= toPanel; panel += PANELS) {
                Arrays.fill(sums, NO_SUM);
                sumPanels(matrix, panel, x.values(), sums);
                int lanes = Math.min(PANELS * PANEL, matrix.rows() - panel * PANEL);
                System.arraycopy(sums, 0, out, offset + panel * PANEL, lanes);
            }
        }
        if (panel < toPanel) {
            multiplyByPanel(matrix, x, out, offset, stride, panel, toPanel);
        }
    }

    private void multiplyByPanel(
            PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel) {
        // One place more takes what is read ahead, or the compiler would drop the read.
        float[] sums = new float[Math.min(x.groups(), MAX_GROUPS_AT_ONCE) * GROUP * PANEL + 1];
        float[] widened = new float[matrix.format() == WeightFormat.FLOAT16 ? BLOCK * PANEL : 0];
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int lanes = Math.min(PANEL, matrix.rows() - panel * PANEL);
            for (int group = 0; group < x.groups(); group += MAX_GROUPS_AT_ONCE) {
                int groups = Math.min(MAX_GROUPS_AT_ONCE, x.groups() - group);
                Arrays.fill(sums, 0, groups * GROUP * PANEL, NO_SUM);
                sumPanel(matrix, panel, x, group, groups, widened, sums);
                int tokens = Math.min(groups * GROUP, x.tokens() - group * GROUP);
                for (int t = 0; t < tokens; t++) {
                    int to = offset + (group * GROUP + t) * stride + panel * PANEL;
                    System.arraycopy(sums, t * PANEL, out, to, lanes);
                }
            }
        }
    }

    private void sumPanels(PackedMatrix matrix, int panel, float[] x, float[] sums) {
        int columns = matrix.columns();
        boolean wide = matrix.format() == WeightFormat.FLOAT32;
        for (int k = 0; k < columns; k += BLOCK) {
            int length = Math.min(BLOCK, columns - k);
            int column = panel * columns + k;
            if (wide) {
                oneTokenOnPanels(matrix.floats(), column * PANEL, columns * PANEL, length, x, k, sums);
            } else {
                oneTokenOnPanelsOfBfloat16(matrix.pairs(), column * PAIRS, columns * PAIRS, length, x, k, sums);
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
                case BFLOAT16 ->
                    addBlockOfBfloat16(matrix.pairs(), column * PAIRS, length, values, xAt, one, groups, sums);
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

    /**
     * Where to read a value of the next block while a group works on this one, or -1. The hardware fetches ahead within a page of
     * memory, never into the next one; a page for each group keeps it going.
     */
    private static int pageAhead(int next, int size, int end, int group, int groups) {
        int page = group * PAGE;
        return groups >= GROUPS_WORTH_READING_AHEAD && page < size && next < end - page ? next + page : -1;
    }

    private void addBlock(
            float[] weights, int at, int length, float[] x, int xAt, boolean one, int groups, float[] sums) {
        if (one) {
            one(weights, at, length, x, xAt, sums, 0);
            return;
        }
        for (int g = 0; g < groups; g++) {
            int ahead = pageAhead(at + length * PANEL, BLOCK * PANEL, weights.length, g, groups);
            if (ahead >= 0) {
                sums[groups * GROUP * PANEL] = weights[ahead];
            }
            four(weights, at, length, x, xAt + g * PackedTokens.GROUP_STRIDE, sums, g * GROUP * PANEL);
        }
    }

    private void addBlockOfBfloat16(
            int[] pairs, int at, int length, float[] x, int xAt, boolean one, int groups, float[] sums) {
        if (one) {
            oneOfBfloat16(pairs, at, length, x, xAt, sums, 0);
            return;
        }
        for (int g = 0; g < groups; g++) {
            int ahead = pageAhead(at + length * PAIRS, BLOCK * PAIRS, pairs.length, g, groups);
            if (ahead >= 0) {
                sums[groups * GROUP * PANEL] = pairs[ahead];
            }
            fourOfBfloat16(pairs, at, length, x, xAt + g * PackedTokens.GROUP_STRIDE, sums, g * GROUP * PANEL);
        }
    }

    /**
     * Adds the sums of one block for one token to {@code sums[sumAt + lane]}.
     *
     * @param weights panel columns from {@code at}, each {@value PackedMatrix#PANEL} lanes
     * @param length columns in the block, at most {@value Kernels#BLOCK}
     * @param x input of the token from {@code xAt}
     */
    protected abstract void one(float[] weights, int at, int length, float[] x, int xAt, float[] sums, int sumAt);

    /**
     * As {@link #one} for {@value #PANELS} panels, the sums of each behind those of the one before. Several streams of weights and
     * more sums in flight keep one token from waiting.
     *
     * @param stride weights from one panel to the next
     */
    protected void oneTokenOnPanels(float[] weights, int at, int stride, int length, float[] x, int xAt, float[] sums) {
        for (int panel = 0; panel < PANELS; panel++) {
            one(weights, at + panel * stride, length, x, xAt, sums, panel * PANEL);
        }
    }

    /**
     * Adds the sums of one block for a group of tokens to {@code sums[sumAt + token * PANEL + lane]}.
     *
     * @param x input from {@code xAt}, the values of one column side by side
     */
    protected abstract void four(float[] weights, int at, int length, float[] x, int xAt, float[] sums, int sumAt);

    /** As {@link #one} for bf16 pairs. */
    protected abstract void oneOfBfloat16(int[] pairs, int at, int length, float[] x, int xAt, float[] sums, int sumAt);

    /** As {@link #oneTokenOnPanels} for bf16 pairs. */
    protected void oneTokenOnPanelsOfBfloat16(
            int[] pairs, int at, int stride, int length, float[] x, int xAt, float[] sums) {
        for (int panel = 0; panel < PANELS; panel++) {
            oneOfBfloat16(pairs, at + panel * stride, length, x, xAt, sums, panel * PANEL);
        }
    }

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
