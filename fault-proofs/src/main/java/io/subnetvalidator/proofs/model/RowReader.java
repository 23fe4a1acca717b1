package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleFrontier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads every row of a tensor once, in order. Where a digest is expected, the bytes handed out are the bytes that are hashed, so
 * nothing can change between the check and the use. Not safe for concurrent use.
 */
final class RowReader {

    private final TensorStore.Located tensor;
    private final @Nullable Hash256 expected;
    private final PieceGrid grid;
    private final TensorBytes bytes;
    private final MerkleFrontier frontier = new MerkleFrontier();
    private final byte[] row;

    /** @param expected digest of the tensor, or null where none is known */
    RowReader(TensorStore.Located tensor, @Nullable Hash256 expected) {
        this.tensor = tensor;
        this.expected = expected;
        this.grid = tensor.grid();
        this.bytes = new TensorBytes(tensor, 0);
        this.row = new byte[Math.toIntExact(grid.columns() * grid.valueBytes())];
    }

    /** The next row, little-endian; valid until the next call. */
    ByteBuffer next() {
        bytes.read(row, row.length);
        if (expected != null) {
            int step = PieceGrid.pieceBytes(grid.valueBytes());
            for (int at = 0; at < row.length; at += step) {
                frontier.add(row, at, Math.min(step, row.length - at));
            }
        }
        return ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * To be called behind the last row.
     *
     * @throws ModelException when the rows are not those of the manifest
     */
    void finish() {
        if (expected != null && !frontier.root().equals(expected)) {
            throw new ModelException(tensor.file().path() + ": the weights of tensor '"
                    + tensor.info().name() + "' are not those of " + ManifestFile.NAME + ": digest "
                    + frontier.root() + " instead of " + expected
                    + "; download the file again, or make the manifest anew if the model has changed on purpose");
        }
    }
}
