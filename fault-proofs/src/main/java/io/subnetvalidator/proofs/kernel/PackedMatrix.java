package io.subnetvalidator.proofs.kernel;

import java.util.Arrays;

/**
 * A weight matrix {@code [rows, columns]} laid out for the kernels: panels of {@value #PANEL} rows, transposed inside the panel,
 * so that one column of a panel lies in memory as one or two vectors. Missing rows of the last panel are zero.
 *
 * <p>Values are fp32, or bf16 in pairs: the int at lane {@code i} of a panel column carries row {@code i} in its low half and
 * row {@code i + 16} in its high half, so that widening needs one shift or one mask.
 */
public final class PackedMatrix {

    /** Rows per panel. */
    public static final int PANEL = 32;

    private static final int PAIRS = PANEL / 2;

    private final int rows;
    private final int columns;
    private final boolean bfloat16;
    private final float[] floats;
    private final int[] pairs;

    private PackedMatrix(int rows, int columns, boolean bfloat16) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a matrix has rows and columns, not " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.bfloat16 = bfloat16;
        long size = (long) panels() * columns * (bfloat16 ? PAIRS : PANEL);
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns + " is too large for one array");
        }
        this.floats = new float[bfloat16 ? 0 : (int) size];
        this.pairs = new int[bfloat16 ? (int) size : 0];
    }

    /** A zero matrix that keeps fp32 values. */
    public static PackedMatrix float32(int rows, int columns) {
        return new PackedMatrix(rows, columns, false);
    }

    /** A zero matrix that keeps bf16 values. */
    public static PackedMatrix bfloat16(int rows, int columns) {
        return new PackedMatrix(rows, columns, true);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public boolean isBfloat16() {
        return bfloat16;
    }

    /** Number of panels, the last one possibly partly empty. */
    public int panels() {
        return (rows + PANEL - 1) / PANEL;
    }

    /** Sets one row of an fp32 matrix. */
    public void setRow(int row, float[] values) {
        requireRow(row, values.length, false);
        int at = row / PANEL * columns * PANEL + row % PANEL;
        for (int k = 0; k < columns; k++) {
            floats[at + k * PANEL] = values[k];
        }
    }

    /** Sets one row of a bf16 matrix from raw bits; each row is set at most once. */
    public void setRow(int row, short[] bits) {
        requireRow(row, bits.length, true);
        int lane = row % PANEL;
        int at = row / PANEL * columns * PAIRS + lane % PAIRS;
        int shift = lane < PAIRS ? 0 : 16;
        for (int k = 0; k < columns; k++) {
            pairs[at + k * PAIRS] |= (bits[k] & 0xFFFF) << shift;
        }
    }

    /** The fp32 values, {@code [panel][column][lane]}; shared, not copied. */
    float[] floats() {
        return floats;
    }

    /** The bf16 pairs, {@code [panel][column][lane]}; shared, not copied. */
    int[] pairs() {
        return pairs;
    }

    private void requireRow(int row, int length, boolean asBfloat16) {
        if (asBfloat16 != bfloat16) {
            throw new IllegalStateException("this matrix keeps " + (bfloat16 ? "bf16" : "fp32") + " values");
        }
        if (row < 0 || row >= rows || length != columns) {
            throw new IllegalArgumentException(
                    "row " + row + " with " + length + " values in a matrix of " + rows + " x " + columns);
        }
    }

    @Override
    public String toString() {
        return rows + " x " + columns + (bfloat16 ? " bf16" : " fp32");
    }

    /** Memory the values take, in bytes. */
    public long bytes() {
        return 4L * Math.max(floats.length, pairs.length);
    }

    /** A matrix of fp32 values from row-major data. */
    public static PackedMatrix of(int rows, int columns, float[] rowMajor) {
        PackedMatrix matrix = float32(rows, columns);
        for (int row = 0; row < rows; row++) {
            matrix.setRow(row, Arrays.copyOfRange(rowMajor, row * columns, (row + 1) * columns));
        }
        return matrix;
    }
}
