package io.subnetvalidator.proofs.dispute;

/** How the output of an operation is cut into rows, and how they lie behind one another in an array. */
sealed interface RowShape permits RowShape.Uniform, KeyRows {

    int rows();

    /** Elements of a row, at least 1. */
    int width(int row);

    /** Where a row begins. */
    int start(int row);

    /** Elements of all rows. */
    int size();

    /** Pieces of {@value LeafChecker#PIECE} elements in a row, the last one possibly shorter. */
    default int pieces(int row) {
        return pieces(width(row), LeafChecker.PIECE);
    }

    /** Elements in a piece. */
    default int pieceLength(int row, int piece) {
        return Math.min(LeafChecker.PIECE, width(row) - piece * LeafChecker.PIECE);
    }

    static int pieces(int count, int size) {
        return (count + size - 1) / size;
    }

    /** Rows of one width. */
    record Uniform(int rows, int width) implements RowShape {

        public Uniform {
            Math.multiplyExact(rows, width);
        }

        @Override
        public int width(int row) {
            return width;
        }

        @Override
        public int start(int row) {
            return row * width;
        }

        @Override
        public int size() {
            return rows * width;
        }
    }
}
