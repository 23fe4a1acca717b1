package io.subnetvalidator.incentives;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The median of integers: the middle value, or of an even number of values the mean of the two in the middle, rounded down.
 *
 * <p>With at least {@code 2f+1} values of which at most {@code f} are lies, both middle values lie between the smallest and the
 * largest honest value, and so does the median. With only {@code 2f} values no rule can tell the halves apart; the mean then
 * keeps a lie from deciding alone, where the lower value would let liars condemn and the upper one let them whitewash.
 */
final class Median {

    private Median() {}

    /** Empty for no values. */
    static Optional<BigInteger> of(Collection<BigInteger> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<BigInteger> ascending = values.stream().sorted().toList();
        BigInteger upper = ascending.get(ascending.size() / 2);
        BigInteger lower = ascending.get((ascending.size() - 1) / 2);
        return Optional.of(lower.add(upper).shiftRight(1));
    }
}
