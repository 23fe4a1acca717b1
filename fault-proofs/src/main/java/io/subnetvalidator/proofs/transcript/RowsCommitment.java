package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/**
 * Stands for the rows of an input or an output: their encoding, their sizes, and a Merkle root over them, so that single rows can
 * be shown. Encoding and sizes stand open, so that an answer of the wrong form is seen from what was signed alone.
 *
 * @param rowBytes bytes of one row; the last row may have fewer
 * @param size bytes of all rows together
 * @param root digest of the encoding and of the Merkle root over the rows
 */
public record RowsCommitment(RowEncoding encoding, int rowBytes, int size, Hash256 root) {

    /** @throws IllegalArgumentException when a size is out of range */
    public RowsCommitment {
        if (rowBytes < 1 || rowBytes > TranscriptLimits.MAX_BYTES_PER_ROW) {
            throw new IllegalArgumentException(
                    "a row takes 1 to " + TranscriptLimits.MAX_BYTES_PER_ROW + " bytes, not " + rowBytes);
        }
        if (size < 0 || size > TranscriptLimits.MAX_ROW_BYTES) {
            throw new IllegalArgumentException(
                    "rows take at most " + TranscriptLimits.MAX_ROW_BYTES + " bytes, not " + size);
        }
        // Every row becomes a leaf of a hash tree: rows of a few bytes would take a hundred times their size in memory.
        if (rows(size, rowBytes) > TranscriptLimits.MAX_TOKENS) {
            throw new IllegalArgumentException("there are at most " + TranscriptLimits.MAX_TOKENS + " rows, not "
                    + rows(size, rowBytes) + " of " + rowBytes + " bytes");
        }
    }

    static Hash256 root(RowEncoding encoding, Hash256 merkleRoot) {
        return Blake2b.domainHash(Domains.ROWS, new byte[] {(byte) encoding.code()}, merkleRoot.toBytes());
    }

    /** Number of rows, a last incomplete one included. */
    public int rows() {
        return rows(size, rowBytes);
    }

    private static int rows(int size, int rowBytes) {
        return (size + rowBytes - 1) / rowBytes;
    }

    /** Whether these are exactly {@code tokens} rows of {@code hidden} values. */
    public boolean hasShape(int tokens, int hidden) {
        return rowBytes == (long) hidden * encoding.bytesPerValue() && size == (long) tokens * rowBytes;
    }

    public void encode(ScaleWriter out) {
        out.u8(encoding.code()).u32(rowBytes).u32(size).raw(root.toBytes());
    }

    public static RowsCommitment decode(ScaleReader in) {
        RowEncoding encoding = Decoded.member(in, RowEncoding.class);
        long rowBytes = in.u32();
        long size = in.u32();
        Hash256 root = Decoded.hash(in);
        return Decoded.value(
                in, () -> new RowsCommitment(encoding, Math.toIntExact(rowBytes), Math.toIntExact(size), root));
    }
}
