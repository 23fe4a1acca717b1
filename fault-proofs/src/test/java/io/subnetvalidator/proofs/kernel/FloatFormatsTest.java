package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FloatFormatsTest {

    @Test
    void every_half_and_every_bf16_survives_widening_and_narrowing() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float half = FloatFormats.float16((short) bits);
            float brain = FloatFormats.bfloat16((short) bits);
            assertThat(FloatFormats.toFloat16(half)).isEqualTo(Float.isNaN(half) ? (short) 0x7E00 : (short) bits);
            assertThat(FloatFormats.toBfloat16(brain)).isEqualTo(Float.isNaN(brain) ? (short) 0x7FC0 : (short) bits);
        }
    }

    @Test
    void known_halves_have_their_values() {
        assertThat(FloatFormats.float16((short) 0x3C00)).isEqualTo(1f);
        assertThat(FloatFormats.float16((short) 0xC000)).isEqualTo(-2f);
        assertThat(FloatFormats.float16((short) 0x7BFF)).isEqualTo(65504f);
        assertThat(FloatFormats.float16((short) 0x0001)).isEqualTo(0x1p-24f);
        assertThat(FloatFormats.float16((short) 0x0400)).isEqualTo(0x1p-14f);
        assertThat(FloatFormats.float16((short) 0x7C00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(FloatFormats.float16((short) 0x7C01)).isNaN();
    }

    @Test
    void narrowing_rounds_to_nearest_and_ties_to_even() {
        assertThat(FloatFormats.toBfloat16(1 + 0x1p-8f)).isEqualTo((short) 0x3F80);
        assertThat(FloatFormats.toBfloat16(1 + 3 * 0x1p-8f)).isEqualTo((short) 0x3F82);
        assertThat(FloatFormats.toBfloat16(Math.nextUp(1 + 0x1p-8f))).isEqualTo((short) 0x3F81);
        assertThat(FloatFormats.toBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7F80);
        assertThat(FloatFormats.toFloat16(1 + 0x1p-11f)).isEqualTo((short) 0x3C00);
        assertThat(FloatFormats.toFloat16(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3C02);
        assertThat(FloatFormats.toFloat16(65519f)).isEqualTo((short) 0x7BFF);
        assertThat(FloatFormats.toFloat16(-65520f)).isEqualTo((short) 0xFC00);
        assertThat(FloatFormats.toFloat16(0x1p-25f)).isEqualTo((short) 0);
        assertThat(FloatFormats.toFloat16(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
        assertThat(FloatFormats.toFloat16(Math.nextDown(0x1p-14f))).isEqualTo((short) 0x0400);
    }

    @Test
    void every_nan_is_hashed_as_the_same_bits() {
        assertThat(FloatFormats.canonicalBits(Float.intBitsToFloat(0xFFC00001))).isEqualTo(0x7FC00000);
        assertThat(FloatFormats.canonicalBits(-0.0f)).isEqualTo(0x80000000);
    }
}
