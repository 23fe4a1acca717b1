package io.subnetvalidator.scp.p2p.gossip;

import java.time.Instant;

/** What one peer may still send. */
record Allowance(TokenBucket messages, TokenBucket bytes, TokenBucket control) {

    static Allowance full(GossipLimits limits, Instant now) {
        return new Allowance(
                new TokenBucket(limits.messageRate(), now),
                new TokenBucket(limits.byteRate(), now),
                new TokenBucket(limits.controlRate(), now));
    }

    /** Whether nothing would change if this were a new one. */
    boolean isFull(Instant now) {
        return messages.isFull(now) && bytes.isFull(now) && control.isFull(now);
    }
}
