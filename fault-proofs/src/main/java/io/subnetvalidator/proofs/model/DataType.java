package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Element types of the safetensors format whose elements are whole bytes. Only F32, BF16 and F16 can be computed with. */
public enum DataType {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    F8_E8M0(1),
    U16(2),
    I16(2),
    F16(2),
    BF16(2),
    U32(4),
    I32(4),
    F32(4),
    U64(8),
    I64(8),
    F64(8),
    C64(8);

    private final int size;

    DataType(int size) {
        this.size = size;
    }

    /** Bytes per element. */
    public int size() {
        return size;
    }

    /** Whether weights of this type can be computed with: widening to fp32 is exact. */
    public boolean isWeight() {
        return this == F32 || this == BF16 || this == F16;
    }

    static Optional<DataType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(DataType::name).collect(Collectors.joining(", "));
    }

    /** Reads {@code out.length} little-endian elements from the start of the bytes, widened exactly. */
    void widen(ByteBuffer bytes, float[] out) {
        ByteBuffer source = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        switch (this) {
            case F32 -> source.asFloatBuffer().get(out);
            case BF16 -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = FloatFormats.bfloat16(source.getShort());
                }
            }
            case F16 -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = FloatFormats.float16(source.getShort());
                }
            }
            default -> throw new IllegalStateException(this + " is no weight type");
        }
    }

    /** Appends the values as little-endian elements, rounded to nearest even where this type is narrower. */
    void narrow(float[] values, ByteBuffer out) {
        out.order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (this) {
                case F32 -> out.putInt(FloatFormats.canonicalBits(value));
                case BF16 -> out.putShort(FloatFormats.toBfloat16(value));
                case F16 -> out.putShort(FloatFormats.toFloat16(value));
                default -> throw new IllegalStateException(this + " is no weight type");
            }
        }
    }
}
