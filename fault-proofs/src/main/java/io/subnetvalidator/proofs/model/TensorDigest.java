package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import java.util.List;

/**
 * A tensor in a manifest. Its digest is the Merkle root over its pieces: rows along the last dimension, each in pieces of 256
 * values, in row-major order; a leaf is the raw little-endian bytes of one piece.
 *
 * @param name full name, such as {@code model.layers.3.mlp.up_proj.weight}
 * @param type element type in the file
 * @param shape dimensions, outermost first
 * @param digest Merkle root over the pieces
 */
public record TensorDigest(String name, DataType type, List<Long> shape, Hash256 digest) {

    private static final int MAX_TYPE_NAME = 16;

    /** @throws ModelException for a name, shape or number of pieces that no safetensors file accepted here can have */
    public TensorDigest {
        shape = List.copyOf(shape);
        SafetensorsHeader.requireShape(name, shape);
        PieceGrid.of(name, type, shape);
    }

    PieceGrid grid() {
        return PieceGrid.of(name, type, shape);
    }

    /** Whether a tensor in a file is of this name, type and shape. */
    boolean describes(TensorInfo info) {
        return info.name().equals(name) && info.type() == type && info.shape().equals(shape);
    }

    /** The leaf of the model's tree: name, type, shape, digest in SCALE. */
    byte[] leaf() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    void encode(ScaleWriter out) {
        out.string(name).string(type.name()).vec(shape, ScaleWriter::u64).raw(digest.toBytes());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws io.subnetvalidator.chain.scale.ScaleException for anything else
     */
    static TensorDigest decode(ScaleReader in) {
        String name = in.string(SafetensorsHeader.MAX_NAME);
        String typeName = in.string(MAX_TYPE_NAME);
        DataType type = DataType.named(typeName).orElseThrow(() -> in.error("unknown element type"));
        List<Long> shape = in.vec(SafetensorsHeader.MAX_RANK, ScaleReader::u64);
        Hash256 digest = Hash256.of(in.raw(Hash256.LENGTH));
        try {
            return new TensorDigest(name, type, shape, digest);
        } catch (ModelException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }
}
