package io.subnetvalidator.scp.p2p.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ids of messages that were here, for a time and never more than so many: the oldest give way. A message that comes again after
 * its id was forgotten is new again, so what it does must bear being done twice.
 */
final class SeenCache {

    private final int most;
    private final Duration ttl;
    private final Map<MessageId, Instant> seen = new LinkedHashMap<>();

    SeenCache(int most, Duration ttl) {
        this.most = most;
        this.ttl = ttl;
    }

    boolean contains(MessageId id) {
        return seen.containsKey(id);
    }

    void add(MessageId id, Instant now) {
        if (seen.putIfAbsent(id, now) == null && seen.size() > most) {
            dropOldest();
        }
    }

    void expire(Instant now) {
        Instant oldest = now.minus(ttl);
        Iterator<Instant> times = seen.values().iterator();
        while (times.hasNext() && times.next().isBefore(oldest)) {
            times.remove();
        }
    }

    int size() {
        return seen.size();
    }

    private void dropOldest() {
        Iterator<MessageId> ids = seen.keySet().iterator();
        ids.next();
        ids.remove();
    }
}
