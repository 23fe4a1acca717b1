package io.subnetvalidator.scp.p2p.gossip;

import java.time.Duration;
import java.time.Instant;

/** A rate limit: tokens come back steadily up to a burst, and what finds too few does not pass. */
final class TokenBucket {

    private final GossipLimits.Rate rate;
    private double tokens;
    private Instant filled;

    TokenBucket(GossipLimits.Rate rate, Instant now) {
        this.rate = rate;
        this.tokens = rate.burst();
        this.filled = now;
    }

    boolean take(long count, Instant now) {
        fill(now);
        if (tokens < count) {
            return false;
        }
        tokens -= count;
        return true;
    }

    boolean isFull(Instant now) {
        fill(now);
        return tokens >= rate.burst();
    }

    private void fill(Instant now) {
        double seconds = Duration.between(filled, now).toNanos() / 1e9;
        tokens = Math.min(rate.burst(), tokens + seconds * rate.perSecond());
        filled = now;
    }
}
