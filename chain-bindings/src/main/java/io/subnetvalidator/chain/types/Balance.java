package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;
import java.math.BigInteger;

/** An amount of the chain's token in base units; 1 TENSOR is 1e18 units. */
public record Balance(BigInteger units) implements Comparable<Balance> {

    public static final Balance ZERO = new Balance(BigInteger.ZERO);

    /** Units of one whole token. */
    public static final BigInteger UNITS_PER_TOKEN = BigInteger.TEN.pow(18);

    /** @throws ArithmeticException when the value does not fit a {@code u128} */
    public Balance {
        Unsigned.requireU128(units, "balance");
    }

    public static Balance of(BigInteger units) {
        return new Balance(units);
    }

    public static Balance of(long units) {
        return new Balance(BigInteger.valueOf(units));
    }

    /** @throws ArithmeticException on overflow of {@code u128} */
    public Balance plus(Balance other) {
        return new Balance(units.add(other.units));
    }

    /** @throws ArithmeticException when the result would be negative */
    public Balance minus(Balance other) {
        return new Balance(units.subtract(other.units));
    }

    public boolean isZero() {
        return units.signum() == 0;
    }

    public static Balance ofTokens(long tokens) {
        return new Balance(BigInteger.valueOf(tokens).multiply(UNITS_PER_TOKEN));
    }

    @Override
    public int compareTo(Balance other) {
        return units.compareTo(other.units);
    }

    @Override
    public String toString() {
        return units.toString();
    }
}
