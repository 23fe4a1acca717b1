package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One piece of a weight row, at most 256 values, with everything that shows it belongs to a model: checked against the model root
 * alone, without the weights.
 *
 * @param tensor name, type, shape and digest of the tensor
 * @param position place of the tensor in the manifest, from 0
 * @param tensors number of tensors in the manifest
 * @param row row of the tensor, counted over all dimensions but the last
 * @param block which 256 values of the row, from 0
 * @param bytes the piece as it lies in the file, little-endian
 * @param piecePath siblings from the piece up to the tensor's digest
 * @param tensorPath siblings from the tensor up to the model root
 */
public record TensorChunk(
        TensorDigest tensor,
        int position,
        int tensors,
        long row,
        int block,
        Bytes bytes,
        List<Hash256> piecePath,
        List<Hash256> tensorPath) {

    private static final int MAX_PATH = 31;

    public TensorChunk {
        piecePath = List.copyOf(piecePath);
        tensorPath = List.copyOf(tensorPath);
    }

    /** Whether the model of this root has these bytes at this place of this tensor. */
    public boolean belongsTo(Hash256 modelRoot) {
        PieceGrid grid = tensor.grid();
        if (!grid.has(row, block) || position < 0 || position >= tensors || tensors == Integer.MAX_VALUE) {
            return false;
        }
        int index = grid.index(row, block);
        return bytes.size() == grid.length(index)
                && MerkleTree.verify(tensor.digest(), bytes.toBytes(), index, grid.count(), piecePath)
                && MerkleTree.verify(
                        modelRoot,
                        tensor.leaf(),
                        ModelManifest.leafOf(position),
                        ModelManifest.leafOf(tensors),
                        tensorPath);
    }

    /**
     * The weights, widened exactly to fp32.
     *
     * @throws IllegalStateException when the tensor's type is none that can be computed with
     */
    public float[] values() {
        float[] values = new float[bytes.size() / tensor.type().size()];
        tensor.type().widen(ByteBuffer.wrap(bytes.toBytes()), values);
        return values;
    }

    public void encode(ScaleWriter out) {
        tensor.encode(out);
        out.u32(position).u32(tensors).u64(row).u32(block).bytes(bytes.toBytes());
        out.<Hash256>vec(piecePath, (writer, hash) -> writer.raw(hash.toBytes()));
        out.<Hash256>vec(tensorPath, (writer, hash) -> writer.raw(hash.toBytes()));
    }

    /**
     * Reads what {@link #encode} wrote; says nothing about whether it belongs to a model.
     *
     * @throws io.subnetvalidator.chain.scale.ScaleException for anything else
     */
    public static TensorChunk decode(ScaleReader in) {
        return new TensorChunk(
                TensorDigest.decode(in),
                index(in),
                index(in),
                in.u64(),
                index(in),
                Bytes.of(in.bytes(PieceGrid.MAX_PIECE_BYTES)),
                in.vec(MAX_PATH, TensorChunk::hash),
                in.vec(MAX_PATH, TensorChunk::hash));
    }

    private static int index(ScaleReader in) {
        long value = in.u32();
        if (value > Integer.MAX_VALUE) {
            throw in.error("an index is below 2^31, not " + value);
        }
        return (int) value;
    }

    private static Hash256 hash(ScaleReader in) {
        return Hash256.of(in.raw(Hash256.LENGTH));
    }
}
