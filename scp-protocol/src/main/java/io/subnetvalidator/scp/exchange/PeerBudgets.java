package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.PeerId;
import java.util.HashMap;
import java.util.Map;

/** What every peer may still cost in this epoch. Thread-safe; the peers are those of the roster, so the map is bounded. */
final class PeerBudgets {

    private final int messages;
    private final long bytes;
    private final Map<PeerId, long[]> spent = new HashMap<>();

    PeerBudgets(int messages, long bytes) {
        this.messages = messages;
        this.bytes = bytes;
    }

    /** Charges a message; false when the peer has used up its share of the epoch. */
    synchronized boolean charge(PeerId peer, long size) {
        long[] counts = spent.computeIfAbsent(peer, p -> new long[2]);
        counts[0]++;
        counts[1] += size;
        return counts[0] <= messages && counts[1] <= bytes;
    }

    synchronized void startEpoch() {
        spent.clear();
    }
}
