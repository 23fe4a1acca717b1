package io.subnetvalidator.chain.scale;

import java.math.BigInteger;

/** Range checks for the unsigned integers that the chain uses. */
public final class Unsigned {

    /** Largest value of a {@code u128}. */
    public static final BigInteger U128_MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    /** Largest value of a {@code u32}. */
    public static final long U32_MAX = 0xFFFF_FFFFL;

    private Unsigned() {}

    /**
     * Returns the value if it fits a {@code u32}.
     *
     * @throws ArithmeticException when it does not
     */
    public static long requireU32(long value, String what) {
        if (value < 0 || value > U32_MAX) {
            throw new ArithmeticException(what + " must be between 0 and 4294967295 but is " + value);
        }
        return value;
    }

    /**
     * Returns the value if it fits a {@code u128}.
     *
     * @throws ArithmeticException when it does not
     */
    public static BigInteger requireU128(BigInteger value, String what) {
        if (value.signum() < 0 || value.bitLength() > 128) {
            throw new ArithmeticException(what + " must be between 0 and 2^128-1 but is " + value);
        }
        return value;
    }
}
