package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.MerkleTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values of a residual stream as bytes, row-major {@code [tokens, hidden]}. The shape is not kept here: it stands in the signed
 * request, and an answer of another size must be representable to be evidence.
 */
public final class Rows {

    private final RowEncoding encoding;
    private final byte[] bytes;

    private Rows(RowEncoding encoding, byte[] bytes) {
        if (bytes.length > TranscriptLimits.MAX_ROW_BYTES) {
            throw new IllegalArgumentException("rows take at most " + TranscriptLimits.MAX_ROW_BYTES + " bytes, not "
                    + bytes.length + "; send fewer tokens per step");
        }
        this.encoding = encoding;
        this.bytes = bytes;
    }

    /** Encodes values; 16-bit formats round to nearest even. */
    public static Rows of(RowEncoding encoding, float[] values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, encoding.bytesPerValue())];
        for (int i = 0; i < values.length; i++) {
            encoding.put(values[i], bytes, i);
        }
        return new Rows(encoding, bytes);
    }

    /** Bytes as a peer sent them; they need not hold whole values. */
    public static Rows ofBytes(RowEncoding encoding, byte[] bytes) {
        return new Rows(encoding, bytes.clone());
    }

    public RowEncoding encoding() {
        return encoding;
    }

    /** Size in bytes. */
    public int size() {
        return bytes.length;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /** What a signature covers when these rows hold {@code hidden} values each. */
    public RowsCommitment commitment(int hidden) {
        return commitmentOf(hidden * encoding.bytesPerValue());
    }

    RowsCommitment commitmentOf(int rowBytes) {
        return new RowsCommitment(
                encoding,
                rowBytes,
                bytes.length,
                RowsCommitment.root(encoding, tree(rowBytes).root()));
    }

    /** All rows, opened against their commitment; they need no further hashes. */
    public OpenedRows opened() {
        return new OpenedRows(0, this, List.of());
    }

    /** The tree whose leaves are the rows; bytes left over are a last, shorter leaf. */
    MerkleTree tree(int rowBytes) {
        return MerkleTree.over(leaves(rowBytes));
    }

    List<byte[]> leaves(int rowBytes) {
        List<byte[]> leaves = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += rowBytes) {
            leaves.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + rowBytes)));
        }
        return leaves;
    }

    /** Whether the bytes are exactly {@code tokens * hidden} values. */
    public boolean hasShape(int tokens, int hidden) {
        return (long) tokens * hidden * encoding.bytesPerValue() == bytes.length;
    }

    /** Whether no value is NaN or infinite. */
    public boolean isFinite() {
        for (float value : values()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** The values, widened to fp32 without loss. */
    public float[] values() {
        float[] values = new float[bytes.length / encoding.bytesPerValue()];
        for (int i = 0; i < values.length; i++) {
            values[i] = encoding.get(bytes, i);
        }
        return values;
    }

    /** The rows {@code from} (inclusive) to {@code to} (exclusive) of {@code hidden} values each. */
    public Rows slice(int from, int to, int hidden) {
        int length = hidden * encoding.bytesPerValue();
        return new Rows(encoding, Arrays.copyOfRange(bytes, from * length, to * length));
    }

    void encodeBytes(ScaleWriter out) {
        out.bytes(bytes);
    }

    static Rows decodeBytes(RowEncoding encoding, ScaleReader in) {
        return new Rows(encoding, in.bytes(TranscriptLimits.MAX_ROW_BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rows that && encoding == that.encoding && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * encoding.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Rows(" + encoding + ", " + bytes.length + " bytes)";
    }
}
