package io.subnetvalidator.proofs.kernel;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A weight matrix {@code [rows, columns]} laid out for the kernels: panels of {@value #PANEL} rows, transposed inside the panel,
 * so that one column of a panel lies in memory as one or two vectors. Missing rows of the last panel are zero.
 *
 * <p>Values are fp32, or 16-bit values in pairs: the int at lane {@code i} of a panel column carries row {@code i} in its low half
 * and row {@code i + 16} in its high half, so that widening needs no shuffle.
 */
public final class PackedMatrix {

    /** Rows per panel. */
    public static final int PANEL = 32;

    private static final int PAIRS = PANEL / 2;
    private static final int F16_EXPONENT = 0x7C00;

    private final int rows;
    private final int columns;
    private final WeightFormat format;
    private final float[] floats;
    private final int[] pairs;
    // Panels with an infinite or NaN half, which the fast widening of the vector kernels does not cover.
    private final BitSet unbounded = new BitSet();

    private PackedMatrix(int rows, int columns, WeightFormat format) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a matrix has rows and columns, not " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.format = format;
        boolean wide = format == WeightFormat.FLOAT32;
        long size = (long) panels() * columns * (wide ? PANEL : PAIRS);
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns + " is too large for one array");
        }
        this.floats = new float[wide ? (int) size : 0];
        this.pairs = new int[wide ? 0 : (int) size];
    }

    /** A zero matrix that keeps fp32 values. */
    public static PackedMatrix float32(int rows, int columns) {
        return new PackedMatrix(rows, columns, WeightFormat.FLOAT32);
    }

    /** A zero matrix that keeps bf16 values. */
    public static PackedMatrix bfloat16(int rows, int columns) {
        return new PackedMatrix(rows, columns, WeightFormat.BFLOAT16);
    }

    /** A zero matrix that keeps IEEE 754 halves. */
    public static PackedMatrix float16(int rows, int columns) {
        return new PackedMatrix(rows, columns, WeightFormat.FLOAT16);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public WeightFormat format() {
        return format;
    }

    /** Number of panels, the last one possibly partly empty. */
    public int panels() {
        return (rows + PANEL - 1) / PANEL;
    }

    /** Sets one row of an fp32 matrix. */
    public void setRow(int row, float[] values) {
        requireRow(row, values.length, true);
        int at = row / PANEL * columns * PANEL + row % PANEL;
        for (int k = 0; k < columns; k++) {
            floats[at + k * PANEL] = values[k];
        }
    }

    /** Sets one row of a matrix of 16-bit values from their raw bits; each row is set at most once. */
    public void setRow(int row, short[] bits) {
        requireRow(row, bits.length, false);
        int lane = row % PANEL;
        int at = row / PANEL * columns * PAIRS + lane % PAIRS;
        int shift = lane < PAIRS ? 0 : 16;
        boolean finite = true;
        for (int k = 0; k < columns; k++) {
            pairs[at + k * PAIRS] |= (bits[k] & 0xFFFF) << shift;
            finite &= (bits[k] & F16_EXPONENT) != F16_EXPONENT;
        }
        if (format == WeightFormat.FLOAT16 && !finite) {
            unbounded.set(row / PANEL);
        }
    }

    /** The fp32 values, {@code [panel][column][lane]}; shared, not copied. */
    float[] floats() {
        return floats;
    }

    /** The pairs of 16-bit values, {@code [panel][column][lane]}; shared, not copied. */
    int[] pairs() {
        return pairs;
    }

    /** Whether a panel of halves has an infinity or NaN. */
    boolean unbounded(int panel) {
        return unbounded.get(panel);
    }

    private void requireRow(int row, int length, boolean wide) {
        if (wide != (format == WeightFormat.FLOAT32)) {
            throw new IllegalStateException("this matrix keeps " + format + " values");
        }
        if (row < 0 || row >= rows || length != columns) {
            throw new IllegalArgumentException(
                    "row " + row + " with " + length + " values in a matrix of " + rows + " x " + columns);
        }
    }

    @Override
    public String toString() {
        return rows + " x " + columns + " " + format;
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
