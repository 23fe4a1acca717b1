package io.subnetvalidator.proofs.kernel;

/**
 * A deterministic exponential in fp32, within 1 ulp: argument reduction to {@code |r| <= ln(2)/2} with ln(2) in two parts, the
 * Taylor polynomial of degree 7 in fused multiply-adds, scaling by a power of two.
 */
public final class Exponential {

    /** Above this the result is infinite: the greatest argument whose exponential rounds to a finite float. */
    static final float GREATEST = 0x1.62e42ep6f;

    /** Below this the result rounds to zero. */
    static final float SMALLEST = -0x1.9fe368p6f;

    /** An argument whose exponential is infinite, as it is everywhere above. */
    public static final float OVERFLOW = 89;

    /** An argument whose exponential is zero, as it is everywhere below. */
    public static final float UNDERFLOW = -105;

    /** {@code 1 / ln(2)}. */
    public static final float LOG2_E = 0x1.715476p0f;

    /** 355/512: nine bits, so that the product with a whole number below 2^15 is exact. */
    public static final float LN2_HIGH = 0x1.63p-1f;

    /** {@code ln(2) - LN2_HIGH}. */
    public static final float LN2_LOW = -0x1.bd0106p-13f;

    /** Adding and subtracting {@code 1.5 * 2^23} rounds to a whole number, ties to even. */
    public static final float ROUND = 0x1.8p23f;

    private Exponential() {}

    /** {@code e^x}; NaN for NaN. */
    public static float exp(float x) {
        if (!(x >= SMALLEST)) {
            return x < SMALLEST ? 0 : x;
        }
        if (x > GREATEST) {
            return Float.POSITIVE_INFINITY;
        }
        float n = Math.fma(x, LOG2_E, ROUND) - ROUND;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = 1f / 5040;
        p = Math.fma(p, r, 1f / 720);
        p = Math.fma(p, r, 1f / 120);
        p = Math.fma(p, r, 1f / 24);
        p = Math.fma(p, r, 1f / 6);
        p = Math.fma(p, r, 0.5f);
        float sum = 1 + r;
        // What the sum lost; exact, because 1 is the greater operand (Dekker 1971).
        float lost = (1 - sum) + r;
        return scale(sum + Math.fma(r * r, p, lost), (int) n);
    }

    /** {@code x / (1 + e^-x)}, the SiLU activation. */
    public static float silu(float x) {
        return x / (1 + exp(-x));
    }

    private static float scale(float e, int n) {
        // Two factors, because 2^n alone is outside the range of normal floats at both ends.
        int half = n >> 1;
        return e * powerOfTwo(half) * powerOfTwo(n - half);
    }

    private static float powerOfTwo(int n) {
        return Float.intBitsToFloat((n + 127) << 23);
    }
}
