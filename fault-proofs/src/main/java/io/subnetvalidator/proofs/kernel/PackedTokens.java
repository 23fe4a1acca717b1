package io.subnetvalidator.proofs.kernel;

/**
 * The input of a matrix product laid out for the kernels: per block of {@value Kernels#BLOCK} columns, groups of {@value #GROUP}
 * tokens, inside a group the values of one column side by side. A kernel reads one group with one running index, and rows whose
 * length is a power of two do not fall into the same few cache lines. One token alone stays as it is; a group that is not full is
 * filled with zeros.
 */
public final class PackedTokens {

    /** Tokens a kernel works on side by side. */
    static final int GROUP = 4;

    /** Values from one group of a block to the next. */
    static final int GROUP_STRIDE = GROUP * Kernels.BLOCK;

    private final float[] rows;
    private final int tokens;
    private final int columns;
    private final float[] values;

    private PackedTokens(float[] rows, int tokens, int columns) {
        if (tokens < 1 || columns < 1 || rows.length < (long) tokens * columns) {
            throw new IllegalArgumentException(
                    tokens + " tokens of " + columns + " columns do not fit into " + rows.length + " values");
        }
        this.rows = rows;
        this.tokens = tokens;
        this.columns = columns;
        int blocks = (columns + Kernels.BLOCK - 1) / Kernels.BLOCK;
        this.values = tokens == 1 ? rows : new float[Math.multiplyExact(blocks * GROUP_STRIDE, groups())];
    }

    /** Lays out the first {@code tokens} rows of {@code [tokens, columns]}. */
    public static PackedTokens of(float[] x, int tokens, int columns) {
        return of(x, tokens, columns, Workers.CALLER);
    }

    /** As {@link #of(float[], int, int)}, groups side by side. */
    static PackedTokens of(float[] x, int tokens, int columns, Workers workers) {
        PackedTokens packed = new PackedTokens(x, tokens, columns);
        if (tokens > 1) {
            workers.run(packed.groups(), packed::fill);
        }
        return packed;
    }

    int tokens() {
        return tokens;
    }

    int columns() {
        return columns;
    }

    /** Number of groups, the last one possibly partly empty. */
    int groups() {
        return (tokens + GROUP - 1) / GROUP;
    }

    /** The values; shared, not copied. */
    float[] values() {
        return values;
    }

    /** Where the values of a group begin in the block that starts at a column. */
    int at(int column, int group) {
        return tokens == 1 ? column : column * GROUP * groups() + group * GROUP_STRIDE;
    }

    private void fill(int group) {
        int first = group * GROUP;
        if (first + GROUP <= tokens) {
            fillWhole(group, first * columns);
        } else {
            for (int t = first; t < tokens; t++) {
                for (int k = 0; k < columns; k++) {
                    int block = k - k % Kernels.BLOCK;
                    values[at(block, group) + (k - block) * GROUP + t - first] = rows[t * columns + k];
                }
            }
        }
    }

    private void fillWhole(int group, int from) {
        for (int block = 0; block < columns; block += Kernels.BLOCK) {
            interleave(from + block, Math.min(Kernels.BLOCK, columns - block), at(block, group));
        }
    }

    private void interleave(int from, int count, int at) {
        for (int k = 0; k < count; k++) {
            values[at + k * GROUP] = rows[from + k];
            values[at + k * GROUP + 1] = rows[from + columns + k];
            values[at + k * GROUP + 2] = rows[from + 2 * columns + k];
            values[at + k * GROUP + 3] = rows[from + 3 * columns + k];
        }
    }
}
