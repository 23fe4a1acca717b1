package io.subnetvalidator.proofs.dispute;

import java.util.List;

/** The input of a block and the outputs of its first operations, each in the rows of its {@link RowShape}. */
final class BlockValues {

    private final float[] input;
    private final List<float[]> outputs;

    /** Neither array nor list is copied; an operation may be added while it is computed from those before. */
    BlockValues(float[] input, List<float[]> outputs) {
        this.input = input;
        this.outputs = outputs;
    }

    /** The values of an operation, or of the input. */
    float[] of(int operation) {
        return operation == Operand.INPUT ? input : outputs.get(operation);
    }
}
