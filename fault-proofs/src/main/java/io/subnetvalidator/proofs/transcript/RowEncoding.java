package io.subnetvalidator.proofs.transcript;

/** How values of a residual stream stand in bytes; little-endian. */
public enum RowEncoding implements WireCode {
    F32(0, 4),
    BF16(1, 2);

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

    /** Writes one value; bf16 rounds to nearest, ties to even, and every NaN becomes the canonical quiet one. */
    void put(float value, byte[] bytes, int index) {
        int bits = Float.floatToIntBits(value);
        int at = index * bytesPerValue;
        int stored = this == F32 ? bits : roundToBf16(value, bits);
        for (int i = 0; i < bytesPerValue; i++) {
            bytes[at + i] = (byte) (stored >>> (8 * i));
        }
    }

    float get(byte[] bytes, int index) {
        int at = index * bytesPerValue;
        int stored = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
        if (this == BF16) {
            return Float.intBitsToFloat(stored << 16);
        }
        return Float.intBitsToFloat(stored | (bytes[at + 2] & 0xFF) << 16 | (bytes[at + 3] & 0xFF) << 24);
    }

    private static int roundToBf16(float value, int bits) {
        if (Float.isNaN(value)) {
            return 0x7FC0;
        }
        return (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
    }
}
