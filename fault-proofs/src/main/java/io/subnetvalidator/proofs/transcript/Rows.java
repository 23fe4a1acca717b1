package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.util.Arrays;

/**
 * Values of a residual stream as bytes, row-major {@code [tokens, hidden]}. The shape is not kept here: it stands in the signed
 * request, and an answer of another size must be representable to be evidence. The digest covers encoding and bytes.
 */
public final class Rows {

    private final RowEncoding encoding;
    private final byte[] bytes;
    private final Hash256 digest;

    private Rows(RowEncoding encoding, byte[] bytes) {
        if (bytes.length > TranscriptLimits.MAX_ROW_BYTES) {
            throw new IllegalArgumentException("rows take at most " + TranscriptLimits.MAX_ROW_BYTES + " bytes, not "
                    + bytes.length + "; send fewer tokens per step");
        }
        this.encoding = encoding;
        this.bytes = bytes;
        this.digest = Blake2b.domainHash(Domains.ROWS, new byte[] {(byte) encoding.code()}, bytes);
    }

    /** Encodes values; bf16 rounds to nearest even. */
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

    public Hash256 digest() {
        return digest;
    }

    /** Whether the bytes are exactly {@code tokens * hidden} values. */
    public boolean hasShape(int tokens, int hidden) {
        return (long) tokens * hidden * encoding.bytesPerValue() == bytes.length;
    }

    /** The values, widened to fp32 without loss. */
    public float[] values() {
        float[] values = new float[bytes.length / encoding.bytesPerValue()];
        for (int i = 0; i < values.length; i++) {
            values[i] = encoding.get(bytes, i);
        }
        return values;
    }

    /** The bytes of one row of {@code hidden} values. */
    public byte[] row(int index, int hidden) {
        int length = hidden * encoding.bytesPerValue();
        return Arrays.copyOfRange(bytes, index * length, (index + 1) * length);
    }

    public void encode(ScaleWriter out) {
        out.u8(encoding.code()).bytes(bytes);
    }

    public static Rows decode(ScaleReader in) {
        RowEncoding encoding = Decoded.member(in, RowEncoding.class);
        return new Rows(encoding, in.bytes(TranscriptLimits.MAX_ROW_BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rows that && encoding == that.encoding && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "Rows(" + encoding + ", " + bytes.length + " bytes, " + digest.shortText() + ")";
    }
}
