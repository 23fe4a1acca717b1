package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;

/** Rounding to the nearest value of a number format, ties to even; fp32 stays as it is. */
public final class Rounding {

    private static final int BF16_TIE = 0x7FFF;
    private static final int BF16_BITS = 0xFFFF_0000;

    private Rounding() {}

    public static float to(NumberFormat format, float value) {
        return switch (format) {
            case F32 -> value;
            case BF16 -> bfloat16(value);
            case F16 -> FloatFormats.float16(FloatFormats.toFloat16(value));
        };
    }

    /** Rounds every value in place and returns the array. */
    public static float[] all(NumberFormat format, float[] values) {
        switch (format) {
            case F32 -> {}
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bfloat16(values[i]);
                }
            }
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = FloatFormats.float16(FloatFormats.toFloat16(values[i]));
                }
            }
        }
        return values;
    }

    private static float bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        float rounded = Float.intBitsToFloat((bits + BF16_TIE + (bits >>> 16 & 1)) & BF16_BITS);
        // Adding to the bits of a NaN could make it something else.
        return Float.isNaN(value) ? value : rounded;
    }
}
