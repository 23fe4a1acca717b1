package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The connected peers, and what those that left have done, so that nobody is forgiven for coming back. */
final class GossipPeers {

    private record Remembered(PeerScore score, Allowance allowance, Instant left) {}

    private final GossipSettings settings;
    private final RandomGenerator random;
    private final Map<PeerId, GossipPeer> connected = new LinkedHashMap<>();

    /** In the order of leaving; never more than the limit, the oldest give way. */
    private final Map<PeerId, Remembered> left = new LinkedHashMap<>();

    GossipPeers(GossipSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    Collection<GossipPeer> all() {
        return connected.values();
    }

    Optional<GossipPeer> find(PeerId id) {
        return Optional.ofNullable(connected.get(id));
    }

    /** The peer, made known when there is room for it. */
    Optional<GossipPeer> meet(PeerId id, Instant now) {
        GossipPeer known = connected.get(id);
        if (known != null || connected.size() >= settings.limits().peers()) {
            return Optional.ofNullable(known);
        }
        Remembered before = left.remove(id);
        GossipPeer peer = before == null
                ? new GossipPeer(id, new PeerScore(settings.score()), Allowance.full(settings.limits(), now))
                : new GossipPeer(id, before.score, before.allowance);
        connected.put(id, peer);
        return Optional.of(peer);
    }

    void leave(PeerId id, Instant now) {
        GossipPeer peer = connected.remove(id);
        if (peer == null || forgettable(peer.score, peer.allowance, now)) {
            return;
        }
        left.put(id, new Remembered(peer.score, peer.allowance, now));
        if (left.size() > settings.limits().peers()) {
            left.remove(left.keySet().iterator().next());
        }
    }

    void fade(Duration passed, Instant now) {
        connected.values().forEach(peer -> peer.score.fade(passed));
        left.values().forEach(peer -> peer.score.fade(passed));
        Instant oldest = now.minus(settings.score().retention());
        left.values().removeIf(peer -> peer.left.isBefore(oldest) || forgettable(peer.score, peer.allowance, now));
    }

    private static boolean forgettable(PeerScore score, Allowance allowance, Instant now) {
        return score.clean() && allowance.isFull(now);
    }

    int remembered() {
        return left.size();
    }

    /** Peers we can send to that want this topic, in random order. */
    List<GossipPeer> subscribers(Topic topic, Predicate<GossipPeer> condition) {
        List<GossipPeer> found = new ArrayList<>();
        for (GossipPeer peer : connected.values()) {
            if (peer.reachable() && peer.topics.contains(topic) && condition.test(peer)) {
                found.add(peer);
            }
        }
        return shuffled(found);
    }

    <T> List<T> shuffled(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, new Random(random.nextLong()));
        return copy;
    }
}
