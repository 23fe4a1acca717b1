package io.subnetvalidator.proofs.kernel;

/** Conversions between fp32 and the 16-bit formats of weights and activations. Widening is exact. */
public final class FloatFormats {

    private static final int F16_INFINITY = 0x7C00;

    private FloatFormats() {}

    /** The value of a bf16. */
    public static float bfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest bf16, ties to even; NaN becomes the canonical NaN {@code 0x7FC0}. */
    public static short toBfloat16(float value) {
        if (Float.isNaN(value)) {
            return 0x7FC0;
        }
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /** The value of an IEEE 754 half. */
    public static float float16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int magnitude = bits & 0x7FFF;
        if (magnitude >= F16_INFINITY) {
            return Float.intBitsToFloat(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
        }
        // The half's exponent sits 112 below the float's; the product is exact, for subnormals too.
        float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) | sign);
    }

    /** The nearest half, ties to even, infinity beyond 65519; NaN becomes the canonical NaN {@code 0x7E00}. */
    public static short toFloat16(float value) {
        if (Float.isNaN(value)) {
            return 0x7E00;
        }
        int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (magnitude >= 65520f) {
            return (short) (sign | F16_INFINITY);
        }
        if (magnitude < 0x1p-14f) {
            // Adding 0.5 makes the float's last bit 2^-24, the half's smallest step, and rounds to even.
            return (short) (sign | (Float.floatToRawIntBits(magnitude + 0.5f) - 0x3F000000));
        }
        int bits = Float.floatToRawIntBits(magnitude) - (112 << 23);
        return (short) (sign | (bits + 0xFFF + ((bits >>> 13) & 1)) >>> 13);
    }

    /** The bits that are hashed: those of the value, or of the canonical NaN for every NaN. */
    public static int canonicalBits(float value) {
        return Float.floatToIntBits(value);
    }
}
