package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;
import java.math.BigInteger;

/** A node score of a proposal; any scale, only the ratio between scores matters. */
public record Score(BigInteger value) implements Comparable<Score> {

    public static final Score ZERO = new Score(BigInteger.ZERO);

    /** @throws ArithmeticException when the value does not fit a {@code u128} */
    public Score {
        Unsigned.requireU128(value, "score");
    }

    public static Score of(BigInteger value) {
        return new Score(value);
    }

    public static Score of(long value) {
        return new Score(BigInteger.valueOf(value));
    }

    /** @throws ArithmeticException on overflow of {@code u128} */
    public Score plus(Score other) {
        return new Score(value.add(other.value));
    }

    /** @throws ArithmeticException when the result would be negative */
    public Score minus(Score other) {
        return new Score(value.subtract(other.value));
    }

    public boolean isZero() {
        return value.signum() == 0;
    }

    @Override
    public int compareTo(Score other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
