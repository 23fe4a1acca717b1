package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.model.TensorChunk;

/** Where a party gets the pieces of weights it shows; a {@link io.subnetvalidator.proofs.model.ReferenceModel} is one. */
@FunctionalInterface
public interface WeightPieces {

    /**
     * A piece of a weight row with the proof that it belongs to the model.
     *
     * @param row row of the tensor; a vector is row 0
     * @param block which {@value LeafChecker#PIECE} values of the row, from 0
     */
    TensorChunk chunk(String tensor, long row, int block);
}
