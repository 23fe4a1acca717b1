package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.proofs.kernel.FloatFormats;

/** How values of a residual stream stand in bytes; little-endian. */
public enum RowEncoding implements WireCode {
    F32(0, 4),
    BF16(1, 2),
    F16(2, 2);

    private final int code;
    private final int bytesPerValue;

    RowEncoding(int code, int bytesPerValue) {
        this.code = code;
        this.bytesPerValue = bytesPerValue;
    }

    @Override
    public int code() {
        return code;
    }

    public int bytesPerValue() {
        return bytesPerValue;
    }

    /** Writes one value; 16-bit formats round to nearest, ties to even, and every NaN becomes the canonical quiet one. */
    void put(float value, byte[] bytes, int index) {
        int at = index * bytesPerValue;
        int stored = switch (this) {
            case F32 -> FloatFormats.canonicalBits(value);
            case BF16 -> FloatFormats.toBfloat16(value);
            case F16 -> FloatFormats.toFloat16(value);
        };
        for (int i = 0; i < bytesPerValue; i++) {
            bytes[at + i] = (byte) (stored >>> (8 * i));
        }
    }

    float get(byte[] bytes, int index) {
        int at = index * bytesPerValue;
        int low = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
        return switch (this) {
            case F32 -> Float.intBitsToFloat(low | (bytes[at + 2] & 0xFF) << 16 | (bytes[at + 3] & 0xFF) << 24);
            case BF16 -> FloatFormats.bfloat16((short) low);
            case F16 -> FloatFormats.float16((short) low);
        };
    }
}
