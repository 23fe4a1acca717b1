package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who must not be in the mesh of which topic until when; never more than so many. */
final class Backoffs {

    private record Link(Topic topic, PeerId peer) {}

    private final int most;
    private final Map<Link, Instant> until = new HashMap<>();

    Backoffs(int most) {
        this.most = most;
    }

    /** Stays as it is when it is longer already. */
    void set(Topic topic, PeerId peer, Instant end) {
        Link link = new Link(topic, peer);
        if (until.size() < most || until.containsKey(link)) {
            until.merge(link, end, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /** How much longer; negative when it is over, empty when there is none or it is forgotten. */
    Optional<Duration> remaining(Topic topic, PeerId peer, Instant now) {
        return Optional.ofNullable(until.get(new Link(topic, peer))).map(end -> Duration.between(now, end));
    }

    void expire(Instant before) {
        until.values().removeIf(end -> end.isBefore(before));
    }

    int size() {
        return until.size();
    }
}
