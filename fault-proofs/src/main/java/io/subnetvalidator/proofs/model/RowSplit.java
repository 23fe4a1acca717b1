package io.subnetvalidator.proofs.model;

/** Where the rows of a tensor go when it is loaded: into which of several matrices, and which row of it. */
interface RowSplit {

    /** Number of matrices. */
    int parts();

    /** Rows of a matrix. */
    int rows(int part);

    /** The matrix that a row of the tensor belongs to. */
    int part(int row);

    /** Where it lies there. */
    int place(int row);

    /** Consecutive rows, at most {@code partRows} in a matrix. */
    record Slices(int rows, int partRows) implements RowSplit {

        @Override
        public int parts() {
            return (rows + partRows - 1) / partRows;
        }

        @Override
        public int rows(int part) {
            return Math.min(partRows, rows - part * partRows);
        }

        @Override
        public int part(int row) {
            return row / partRows;
        }

        @Override
        public int place(int row) {
            return row % partRows;
        }
    }
}
