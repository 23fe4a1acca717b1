package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleFrontier;

/** Merkle root over the pieces of a tensor, read from front to back through mappings of bounded size. */
final class PieceHash {

    private PieceHash() {}

    /** The tensor as a manifest lists it. Reads all of it. */
    static TensorDigest of(TensorStore.Located tensor) {
        TensorInfo info = tensor.info();
        int pieces = tensor.grid().count();
        return new TensorDigest(info.name(), info.type(), info.shape(), root(tensor, 0, pieces));
    }

    /** Root over the pieces {@code from .. to-1}. */
    static Hash256 root(TensorStore.Located tensor, int from, int to) {
        PieceGrid grid = tensor.grid();
        MerkleFrontier frontier = new MerkleFrontier();
        TensorBytes bytes = new TensorBytes(tensor, from < to ? grid.offset(from) : 0);
        byte[] piece = new byte[PieceGrid.MAX_PIECE_BYTES];
        for (int index = from; index < to; index++) {
            int length = grid.length(index);
            bytes.read(piece, length);
            frontier.add(piece, 0, length);
        }
        return frontier.root();
    }
}
