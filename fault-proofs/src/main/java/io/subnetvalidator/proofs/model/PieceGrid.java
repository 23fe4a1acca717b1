package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;
import java.util.List;

/**
 * How a tensor is cut into the leaves of its Merkle tree: rows along the last dimension, each row in pieces of
 * {@value Kernels#BLOCK} values, the last one shorter where the row is no multiple. A piece is what one chain of fused
 * multiply-adds reads of a weight row. A tensor of one dimension, or of a single value, is one row.
 *
 * @param rows number of rows
 * @param columns values per row
 * @param valueBytes bytes per value
 */
record PieceGrid(long rows, long columns, int valueBytes) {

    /** Longest piece of any element type, in bytes. */
    static final int MAX_PIECE_BYTES = pieceBytes(Long.BYTES);

    /** Bytes in a full piece. */
    static int pieceBytes(int valueBytes) {
        return Kernels.BLOCK * valueBytes;
    }

    /**
     * The grid of a tensor.
     *
     * @throws ModelException when it has 2^31 pieces or more
     */
    static PieceGrid of(String tensor, DataType type, List<Long> shape) {
        try {
            long rows = 1;
            for (int i = 0; i < shape.size() - 1; i++) {
                rows = Math.multiplyExact(rows, shape.get(i));
            }
            PieceGrid grid = new PieceGrid(rows, shape.isEmpty() ? 1 : shape.get(shape.size() - 1), type.size());
            Math.toIntExact(Math.multiplyExact(rows, grid.blocks()));
            Math.multiplyExact(Math.multiplyExact(rows, grid.columns), grid.valueBytes);
            return grid;
        } catch (ArithmeticException tooMany) {
            throw new ModelException("tensor '" + tensor + "' of the shape " + TensorInfo.shapeText(shape)
                    + " has more pieces than the 2^31-1 a digest covers");
        }
    }

    /** Pieces per row. */
    long blocks() {
        return (columns + Kernels.BLOCK - 1) / Kernels.BLOCK;
    }

    /** Number of pieces. */
    int count() {
        return (int) (rows * blocks());
    }

    boolean has(long row, long block) {
        return row >= 0 && row < rows && block >= 0 && block < blocks();
    }

    /** The leaf that a piece is. */
    int index(long row, long block) {
        return (int) (row * blocks() + block);
    }

    /** First byte of a piece, counted from the start of the tensor. */
    long offset(int index) {
        return (index / blocks() * columns + index % blocks() * Kernels.BLOCK) * valueBytes;
    }

    /** Bytes in a piece. */
    int length(int index) {
        return (int) Math.min(Kernels.BLOCK, columns - index % blocks() * Kernels.BLOCK) * valueBytes;
    }
}
