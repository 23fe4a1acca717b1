package io.subnetvalidator.proofs.kernel;

/**
 * The GELU activations (Hendrycks and Gimpel 2016), deterministic: evaluated in double with fused multiply-adds and rounded once,
 * so that the result is within 0.51 ulp of the exact value over all of fp32, the negative tail included.
 */
public final class Gelu {

    /** Beyond this many standard deviations the negative tail rounds to zero in fp32. */
    private static final double TAIL = 16;

    /** Beyond this exponent {@code e^-x} times any argument that leads here rounds to zero in fp32. */
    private static final double SMALLEST_EXPONENT = -128;

    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN2 = 0.6931471805599453;

    /** {@code sqrt(2/pi)} as the Bloom checkpoints were trained with it. */
    private static final double BLOOM_SCALE = 0.79788456;

    private static final double CUBIC = 0.044715;

    // e^(u*u/2) times the upper tail of the normal distribution at u, as a polynomial in s = 10/(4+u) - 3/2, lowest
    // power first:
    // Chebyshev interpolation over 0 <= u <= 16 of values computed with 40 digits; relative error 1.3e-10.
    private static final double[] MILLS = {
        0.1340911400787967,
        0.183848474670703,
        0.11231884784647247,
        0.0511172929137586,
        0.01616435678863144,
        0.0027826371823495943,
        -0.00014596737764696588,
        -0.00017784698502746737,
        -1.0666467637594685e-05,
        1.1354171699721014e-05,
        1.194488700931317e-06,
        -7.190787462642013e-07,
        -9.829295068136374e-08
    };

    // 1/k!, lowest power first.
    private static final double[] EXP = {
        1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800
    };

    private Gelu() {}

    /** {@code x * P(N <= x)} for a standard normal {@code N}, the form with the error function; NaN for NaN. */
    public static float exact(float x) {
        double u = Math.abs((double) x);
        if (u >= TAIL) {
            return x > 0 ? x : -0.0f;
        }
        double tail = u * (exp(-0.5 * u * u) * polynomial(MILLS, 10 / (4 + u) - 1.5));
        return (float) (x >= 0 ? x - tail : -tail);
    }

    /**
     * {@code x/2 * (1 + tanh(0.79788456 * x * (1 + 0.044715 * x^2)))}, the form of the Bloom checkpoints, computed as
     * {@code x} times the logistic function of twice the argument; NaN for NaN.
     */
    public static float tanh(float x) {
        double square = (double) x * x;
        double twice = -2 * BLOOM_SCALE * Math.abs((double) x) * Math.fma(CUBIC, square, 1);
        if (twice < SMALLEST_EXPONENT) {
            return x > 0 ? x : -0.0f;
        }
        double e = exp(twice);
        return (float) (x >= 0 ? x / (1 + e) : x * e / (1 + e));
    }

    /** {@code e^x} for {@code -708 <= x <= 0}, relative error below 1e-12. */
    private static double exp(double x) {
        double n = Math.rint(x * LOG2_E);
        double power = Double.longBitsToDouble((long) (n + 1023) << 52);
        return power * polynomial(EXP, Math.fma(n, -LN2, x));
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = Math.fma(sum, x, coefficients[i]);
        }
        return sum;
    }
}
