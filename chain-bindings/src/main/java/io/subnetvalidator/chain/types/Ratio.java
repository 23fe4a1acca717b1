package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;
import java.math.BigInteger;

/** A ratio, factor or reputation on the chain's fixed point: 1.0 is 1e18. */
public record Ratio(BigInteger value) implements Comparable<Ratio> {

    public static final Ratio ZERO = new Ratio(BigInteger.ZERO);

    /** 1.0 */
    public static final Ratio ONE = new Ratio(BigInteger.TEN.pow(18));

    private static final BigInteger SCALE = BigInteger.TEN.pow(18);

    /** @throws ArithmeticException when the value does not fit a {@code u128} */
    public Ratio {
        Unsigned.requireU128(value, "ratio");
    }

    public static Ratio of(BigInteger value) {
        return new Ratio(value);
    }

    public static Ratio of(long value) {
        return new Ratio(BigInteger.valueOf(value));
    }

    /** @throws ArithmeticException on overflow of {@code u128} */
    public Ratio plus(Ratio other) {
        return new Ratio(value.add(other.value));
    }

    /** @throws ArithmeticException when the result would be negative */
    public Ratio minus(Ratio other) {
        return new Ratio(value.subtract(other.value));
    }

    public boolean isZero() {
        return value.signum() == 0;
    }

    /** {@code floor(this * other / 1e18)}, the chain's {@code pmul}. */
    public Ratio times(Ratio other) {
        return new Ratio(value.multiply(other.value).divide(SCALE));
    }

    /** {@code floor(amount * this / 1e18)}, the chain's {@code pmul} on amounts. */
    public BigInteger of18(BigInteger amount) {
        return amount.multiply(value).divide(SCALE);
    }

    /** {@code floor(numerator * 1e18 / denominator)}; 0 when the denominator is 0, as the chain's {@code pdiv}. */
    public static Ratio divide(BigInteger numerator, BigInteger denominator) {
        return denominator.signum() == 0
                ? ZERO
                : new Ratio(numerator.multiply(SCALE).divide(denominator));
    }

    /** Percent, for a value that a person wrote: {@code percent(66)} is 0.66. */
    public static Ratio percent(long percent) {
        return new Ratio(BigInteger.valueOf(percent).multiply(BigInteger.TEN.pow(16)));
    }

    @Override
    public int compareTo(Ratio other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
