package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.model.NamedWeights;

/** One operation of a block: the shape of its output, the definition of one element, and the computation of all of them. */
interface Operation {

    OperationName name();

    RowShape shape();

    /** Steps that make one element of a row, at least 1. */
    default int steps(int row) {
        return 1;
    }

    /** What precedes the first step of an element. */
    default float start(int row, int element) {
        return 0;
    }

    /** A step of an element; the result of the last one is the element. */
    Step step(int row, int element, int step);

    /** All elements. */
    float[] compute(BlockValues before, NamedWeights weights);
}
