package io.subnetvalidator.chain.rpc;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times between attempts: doubling from {@code first} to {@code longest}, each drawn from the upper half of its
 * step, so that clients that lost the same node do not come back together.
 */
public record Backoff(Duration first, Duration longest) {

    /** @throws IllegalArgumentException when the first wait is not positive or above the longest */
    public Backoff {
        if (first.isZero() || first.isNegative() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("the first wait must be positive and at most the longest, but they are "
                    + first + " and " + longest);
        }
    }

    /** @param failures attempts that failed in a row, at least 1 */
    public Duration delay(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        long step = Math.min(longest.toMillis(), Math.max(1, first.toMillis()) << doublings);
        return Duration.ofMillis(step - random.nextLong(step / 2 + 1));
    }
}
