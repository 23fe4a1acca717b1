package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTest {

    // A prime, so that every exponent and every pattern of low bits is met.
    private static final int STEP = 1009;

    @Test
    void the_exponential_is_within_one_ulp_over_the_whole_range() {
        double worst = 0;
        long checked = 0;
        for (long bits = 0; bits < 1L << 32; bits += STEP) {
            float x = Float.intBitsToFloat((int) bits);
            if (!(x > -110 && x < 90)) {
                continue;
            }
            double exact = StrictMath.exp(x);
            float result = Exponential.exp(x);
            float rounded = (float) exact;
            if (Float.isInfinite(rounded)) {
                assertThat(result).isEqualTo(rounded);
            } else {
                worst = Math.max(worst, Math.abs(result - exact) / Math.ulp(rounded));
            }
            checked++;
        }
        assertThat(checked).isGreaterThan(2_000_000);
        assertThat(worst).isLessThan(1).isGreaterThan(0.4);
    }

    @Test
    void the_edges_are_exact() {
        assertThat(Exponential.exp(0)).isEqualTo(1);
        assertThat(Exponential.exp(-0.0f)).isEqualTo(1);
        assertThat(Exponential.exp(88.72283f)).isFinite();
        assertThat(Exponential.exp(Math.nextUp(88.72283f))).isInfinite();
        assertThat(Exponential.exp(Float.POSITIVE_INFINITY)).isInfinite();
        assertThat(Exponential.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.exp(-103.97f)).isEqualTo(Float.MIN_VALUE);
        assertThat(Exponential.exp(-104f)).isZero();
        assertThat(Exponential.exp(Float.NaN)).isNaN();
    }

    @Test
    void silu_is_the_sigmoid_weighted_input_at_both_ends() {
        assertThat(Exponential.silu(100f)).isEqualTo(100f);
        assertThat(Exponential.silu(-200f)).isEqualTo(-0.0f);
        assertThat(Exponential.silu(0f)).isZero();
        assertThat((double) Exponential.silu(1.5f)).isCloseTo(1.5 / (1 + StrictMath.exp(-1.5)), within(2e-7));
    }
}
