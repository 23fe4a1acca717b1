package io.subnetvalidator.proofs.dispute;

import java.util.List;

/** Some values that a step reads: neighbours in one row of a tensor, all within one piece of {@value LeafChecker#PIECE}. */
public sealed interface Operand {

    /** Stands for the block's input where an operation is named. */
    int INPUT = -1;

    /** Row of the tensor. */
    int row();

    /** First element of the row. */
    int from();

    /** Number of elements. */
    int count();

    /** Index of the piece in its row. */
    default int piece() {
        return from() / LeafChecker.PIECE;
    }

    /**
     * Output of an earlier operation of the block.
     *
     * @param operation its index, or {@link #INPUT}
     */
    record Computed(int operation, int row, int from, int count) implements Operand {}

    /**
     * Weights of the model.
     *
     * @param tensor name of the tensor
     * @param shape its dimensions, one or two; a vector is one row
     */
    record Weights(String tensor, List<Integer> shape, int row, int from, int count) implements Operand {

        public Weights {
            shape = List.copyOf(shape);
        }
    }
}
