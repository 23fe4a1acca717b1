package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the router knows of one connected peer. */
final class GossipPeer {

    /** For so many heartbeats what a peer does not want is remembered. */
    private static final int IDONTWANT_HEARTBEATS = 3;

    final PeerId id;
    final PeerScore score;
    final Allowance allowance;

    /** Topics it subscribed; never more than the limit. */
    final Set<Topic> topics = new LinkedHashSet<>();

    /** Ids it promised to give, and until when; never more than one for each announcement heeded. */
    final Map<MessageId, Instant> promises = new LinkedHashMap<>();

    /** For what we send; empty while we cannot. */
    Optional<GossipVersion> version = Optional.empty();

    boolean dialled;

    // Between two heartbeats.
    int ihaves;
    int asked;
    int wanted;
    private int unwanted;

    /** What it does not want, by heartbeats, the running one first. */
    private final ArrayDeque<Set<MessageId>> idontwant = new ArrayDeque<>();

    GossipPeer(PeerId id, PeerScore score, Allowance allowance) {
        this.id = id;
        this.score = score;
        this.allowance = allowance;
        idontwant.addFirst(new HashSet<>());
    }

    boolean reachable() {
        return version.isPresent();
    }

    void doesNotWant(MessageId id, int atMost) {
        if (unwanted < atMost) {
            unwanted++;
            idontwant.getFirst().add(id);
        }
    }

    boolean wants(MessageId id) {
        return idontwant.stream().noneMatch(ids -> ids.contains(id));
    }

    void heartbeat() {
        ihaves = 0;
        asked = 0;
        wanted = 0;
        unwanted = 0;
        idontwant.addFirst(new HashSet<>());
        if (idontwant.size() > IDONTWANT_HEARTBEATS) {
            idontwant.removeLast();
        }
    }
}
