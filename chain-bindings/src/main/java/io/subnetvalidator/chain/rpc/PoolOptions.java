package io.subnetvalidator.chain.rpc;

import java.time.Duration;

/**
 * When a pool leaves an endpoint, and when it comes back.
 *
 * @param maxHeadAge without a new best head for this long, an endpoint counts as stuck
 * @param maxHeadLag blocks that an endpoint may be behind the best of the others
 * @param errorsToLeave failed requests in a row after which an endpoint counts as broken
 * @param checkEvery interval of the examination
 * @param rest time for which an endpoint that was left is not taken again while another is healthy
 * @param returnAfter time for which an endpoint earlier in the list must have been healthy before the pool returns to it
 */
public record PoolOptions(
        Duration maxHeadAge,
        long maxHeadLag,
        int errorsToLeave,
        Duration checkEvery,
        Duration rest,
        Duration returnAfter) {

    /** Limits that suit a chain with a block every six seconds. */
    public static PoolOptions defaults() {
        return new PoolOptions(
                Duration.ofSeconds(30), 5, 3, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(2));
    }
}
