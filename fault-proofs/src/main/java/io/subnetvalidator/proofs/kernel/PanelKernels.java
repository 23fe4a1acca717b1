package io.subnetvalidator.proofs.kernel;

import java.util.Arrays;

/**
 * The walk over panels, blocks and tokens that both implementations share; they differ only in how the rows of one panel are
 * worked on side by side.
 */
public abstract class PanelKernels implements Kernels {

    /** Rows per panel. */
    protected static final int PANEL = PackedMatrix.PANEL;

    private static final int PAIRS = PANEL / 2;
    // Bounds the scratch memory of one call, whatever the length of the prompt.
    private static final int MAX_TOKENS_AT_ONCE = 512;

    @Override
    public final void multiply(
            PackedMatrix matrix,
            float[] x,
            int tokens,
            float[] out,
            int offset,
            int stride,
            int fromPanel,
            int toPanel) {
        requireFits(matrix, x, tokens, out, offset, stride, fromPanel, toPanel);
        float[] blocks = tokens == 1 ? x : byBlocks(x, tokens, matrix.columns());
        float[] sums = new float[Math.min(tokens, MAX_TOKENS_AT_ONCE) * PANEL];
        float[] widened = new float[matrix.isBfloat16() ? BLOCK * PANEL : 0];
        for (int panel = fromPanel; panel < toPanel; panel++) {
            for (int token = 0; token < tokens; token += MAX_TOKENS_AT_ONCE) {
                int count = Math.min(MAX_TOKENS_AT_ONCE, tokens - token);
                // -0 is the neutral element of addition: the first block sum stays what it is, its sign included.
                Arrays.fill(sums, 0, count * PANEL, -0.0f);
                sumPanel(matrix, panel, blocks, tokens, token, count, widened, sums);
                int lanes = Math.min(PANEL, matrix.rows() - panel * PANEL);
                for (int t = 0; t < count; t++) {
                    System.arraycopy(sums, t * PANEL, out, offset + (token + t) * stride + panel * PANEL, lanes);
                }
            }
        }
    }

    private void sumPanel(
            PackedMatrix matrix,
            int panel,
            float[] blocks,
            int tokens,
            int token,
            int count,
            float[] widened,
            float[] sums) {
        int columns = matrix.columns();
        for (int k = 0; k < columns; k += BLOCK) {
            int length = Math.min(BLOCK, columns - k);
            int at = panel * columns + k;
            int xAt = k * tokens + token * BLOCK;
            if (!matrix.isBfloat16()) {
                addBlock(matrix.floats(), at * PANEL, length, blocks, xAt, count, sums);
            } else if (count == 1) {
                addBlockOfPairs(matrix.pairs(), at * PAIRS, length, blocks, xAt, sums);
            } else {
                widen(matrix.pairs(), at * PAIRS, length * PAIRS, widened);
                addBlock(widened, 0, length, blocks, xAt, count, sums);
            }
        }
    }

    /**
     * The input as {@code [block][token][}{@value Kernels#BLOCK}{@code ]}. Rows of a power of two in length would all fall into the
     * same few cache lines otherwise.
     */
    private static float[] byBlocks(float[] x, int tokens, int columns) {
        int count = (columns + BLOCK - 1) / BLOCK;
        float[] blocks = new float[Math.multiplyExact(count * BLOCK, tokens)];
        for (int k = 0; k < columns; k += BLOCK) {
            for (int t = 0; t < tokens; t++) {
                System.arraycopy(x, t * columns + k, blocks, k * tokens + t * BLOCK, Math.min(BLOCK, columns - k));
            }
        }
        return blocks;
    }

    /**
     * Adds the sums of one block to {@code sums[token][lane]}.
     *
     * @param weights panel columns from {@code at}, each {@value PackedMatrix#PANEL} lanes
     * @param length columns in the block, at most {@value Kernels#BLOCK}
     * @param x input of the first token from {@code xAt}, of the next one {@value Kernels#BLOCK} further
     */
    protected abstract void addBlock(float[] weights, int at, int length, float[] x, int xAt, int tokens, float[] sums);

    /** As {@link #addBlock} for one token and bf16 pairs. */
    protected abstract void addBlockOfPairs(int[] pairs, int at, int length, float[] x, int xAt, float[] sums);

    /** Widens bf16 pairs to panel columns of fp32. */
    protected abstract void widen(int[] pairs, int at, int count, float[] widened);

    private static void requireFits(
            PackedMatrix matrix,
            float[] x,
            int tokens,
            float[] out,
            int offset,
            int stride,
            int fromPanel,
            int toPanel) {
        boolean input = tokens >= 1 && x.length >= (long) tokens * matrix.columns();
        boolean output = offset >= 0
                && stride >= matrix.rows()
                && out.length >= offset + (long) (tokens - 1) * stride + matrix.rows();
        boolean panels = fromPanel >= 0 && fromPanel <= toPanel && toPanel <= matrix.panels();
        if (!input || !output || !panels) {
            throw new IllegalArgumentException("a matrix of " + matrix + ", " + tokens + " tokens of " + x.length
                    + " values, output of " + out.length + " from " + offset + " with stride " + stride + ", panels "
                    + fromPanel + " to " + toPanel + " do not fit together");
        }
    }
}
