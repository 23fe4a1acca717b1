package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class GeluTest {

    private static final MathContext DIGITS = new MathContext(60);

    /** 2 pi to 60 digits. */
    private static final BigDecimal TWO_PI =
            new BigDecimal("6.28318530717958647692528676655900576839433879875021164194989");

    // A prime step, so that every exponent and every pattern of low bits is met.
    @Test
    void the_exact_form_is_within_0_51_ulp_of_the_series_in_60_digits(TestReporter reporter) {
        double worst = worst(x -> Gelu.exact((float) x), GeluTest::exactReference, 39_989);
        reporter.publishEntry("gelu exact, ulp", Double.toString(worst));
        assertThat(worst).isLessThan(0.51);
    }

    @Test
    void the_tanh_form_is_within_0_51_ulp_of_the_exponential_in_60_digits(TestReporter reporter) {
        double worst = worst(x -> Gelu.tanh((float) x), GeluTest::tanhReference, 39_989);
        reporter.publishEntry("gelu tanh, ulp", Double.toString(worst));
        assertThat(worst).isLessThan(0.51);
    }

    @Test
    void special_values_have_their_limits() {
        for (float x : new float[] {16, 1e10f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(Gelu.exact(x)).isEqualTo(x);
            assertThat(Gelu.tanh(x)).isEqualTo(x);
            assertThat(Gelu.exact(-x)).isEqualTo(-0.0f);
            assertThat(Gelu.tanh(-x)).isEqualTo(-0.0f);
        }
        assertThat(Gelu.exact(Float.NaN)).isNaN();
        assertThat(Gelu.tanh(Float.NaN)).isNaN();
        assertThat(Gelu.exact(0)).isEqualTo(0f);
        assertThat(Gelu.tanh(-0.0f)).isEqualTo(-0.0f);
        assertThat(Gelu.exact(Float.MIN_VALUE)).isBetween(0f, Float.MIN_VALUE);
    }

    /** Greatest distance in ulp of the result, over every {@code step}-th float between 2^-20 and 15 and its negative. */
    private static double worst(DoubleUnaryOperator actual, UnaryOperator<BigDecimal> expected, int step) {
        double worst = 0;
        int from = Float.floatToIntBits(0x1p-20f);
        int to = Float.floatToIntBits(15);
        for (int bits = from; bits < to; bits += step) {
            for (int sign = 0; sign < 2; sign++) {
                float x = Float.intBitsToFloat(bits | sign << 31);
                float result = (float) actual.applyAsDouble(x);
                BigDecimal exact = expected.apply(new BigDecimal(x));
                double error = new BigDecimal(result).subtract(exact).abs().doubleValue() / Math.ulp(result);
                worst = Math.max(worst, error);
            }
        }
        return worst;
    }

    /**
     * {@code x * P(N <= x)}, with {@code P(N <= x) = 1/2 + phi(x) * (x + x^3/3 + x^5/15 + ...)}, Marsaglia 2004. The terms are
     * positive; for the negative tail, which cancels, 60 digits leave enough.
     */
    private static BigDecimal exactReference(BigDecimal x) {
        BigDecimal square = x.multiply(x, DIGITS);
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int k = 3; term.signum() != 0 && term.abs().compareTo(new BigDecimal("1e-62")) > 0; k += 2) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        BigDecimal density = exp(square.divide(BigDecimal.valueOf(-2), DIGITS)).divide(TWO_PI.sqrt(DIGITS), DIGITS);
        BigDecimal probability = new BigDecimal("0.5").add(density.multiply(sum, DIGITS), DIGITS);
        return x.multiply(probability, DIGITS);
    }

    private static BigDecimal tanhReference(BigDecimal x) {
        BigDecimal inner = new BigDecimal("0.044715").multiply(x.multiply(x)).add(BigDecimal.ONE);
        BigDecimal argument = new BigDecimal("-1.59576912").multiply(x).multiply(inner, DIGITS);
        return x.divide(BigDecimal.ONE.add(exp(argument), DIGITS), DIGITS);
    }

    private static BigDecimal exp(BigDecimal x) {
        // Halved until small, Taylor, squared back.
        int halvings = 0;
        BigDecimal small = x;
        while (small.abs().compareTo(new BigDecimal("0.001")) > 0) {
            small = small.divide(BigDecimal.valueOf(2), DIGITS);
            halvings++;
        }
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k < 20; k++) {
            term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }
}
