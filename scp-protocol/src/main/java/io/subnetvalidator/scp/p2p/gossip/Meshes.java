package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.gossip.GossipListener.Misbehaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mesh of every topic we joined, and the peers that get our messages of topics we did not join (gossipsub 1.1 specification,
 * "Prune Backoff", "Mesh maintenance", "Outbound Mesh Quotas"). Peer exchange is neither offered nor taken: whom to connect to is
 * read from the chain.
 */
final class Meshes {

    /**
     * The two ends of a backoff do not start it at the same time: we come back so many heartbeats late, and forgive a peer that
     * comes so many early.
     */
    private static final int BACKOFF_SLACK = 2;

    private static final double IGNORED_BACKOFF = 1;

    private static final class Fanout {
        final Set<GossipPeer> peers = new LinkedHashSet<>();
        Instant lastUsed;

        Fanout(Instant now) {
            lastUsed = now;
        }
    }

    private final MeshSettings settings;
    private final GossipLimits limits;
    private final GossipPeers peers;
    private final Outbox outbox;
    private final GossipListener listener;
    private final Backoffs backoffs;
    private final Map<Topic, Set<GossipPeer>> meshes = new LinkedHashMap<>();
    private final Map<Topic, Fanout> fanouts = new LinkedHashMap<>();

    Meshes(GossipSettings settings, GossipPeers peers, Outbox outbox, GossipListener listener) {
        this.settings = settings.mesh();
        this.limits = settings.limits();
        this.peers = peers;
        this.outbox = outbox;
        this.listener = listener;
        this.backoffs = new Backoffs(limits.topics() * limits.peers());
    }

    Set<Topic> joined() {
        return meshes.keySet();
    }

    boolean joined(Topic topic) {
        return meshes.containsKey(topic);
    }

    /** The mesh of a topic; empty when it is not joined. */
    Set<GossipPeer> mesh(Topic topic) {
        return meshes.getOrDefault(topic, Set.of());
    }

    int links() {
        return meshes.values().stream().mapToInt(Set::size).sum();
    }

    void join(Topic topic, Instant now) {
        if (joined(topic)) {
            return;
        }
        if (meshes.size() >= limits.topics()) {
            throw new IllegalStateException("more than " + limits.topics() + " topics are joined");
        }
        meshes.put(topic, new LinkedHashSet<>());
        Fanout fanout = fanouts.remove(topic);
        List<GossipPeer> first = fanout == null ? List.of() : new ArrayList<>(fanout.peers);
        first.stream().filter(peer -> mayJoin(topic, peer, now)).forEach(peer -> graft(topic, peer));
        fill(topic, settings.degree(), now);
        peers.all().forEach(peer -> outbox.subscription(peer, topic, true));
    }

    void leave(Topic topic, Instant now) {
        Set<GossipPeer> mesh = meshes.remove(topic);
        if (mesh == null) {
            return;
        }
        for (GossipPeer peer : mesh) {
            sendPrune(topic, peer, settings.leaveBackoff(), now);
        }
        peers.all().forEach(peer -> outbox.subscription(peer, topic, false));
    }

    /** Forgets a peer that is gone, or that no longer wants a topic. */
    void drop(GossipPeer peer) {
        meshes.forEach((topic, mesh) -> mesh.remove(peer));
        fanouts.values().forEach(fanout -> fanout.peers.remove(peer));
    }

    void drop(GossipPeer peer, Topic topic) {
        mesh(topic).remove(peer);
        Fanout fanout = fanouts.get(topic);
        if (fanout != null) {
            fanout.peers.remove(peer);
        }
    }

    /** A peer wants us in its mesh. A topic we did not join is passed over, so that nobody can make us answer. */
    void grafted(GossipPeer peer, Topic topic, Instant now) {
        if (!joined(topic) || mesh(topic).contains(peer)) {
            return;
        }
        if (backoffs.remaining(topic, peer.id, now)
                .filter(left -> left.compareTo(slack()) > 0)
                .isPresent()) {
            peer.score.misbehaved(IGNORED_BACKOFF);
            listener.misbehaved(peer.id, Misbehaviour.IGNORED_BACKOFF);
            sendPrune(topic, peer, settings.pruneBackoff(), now);
        } else if (peer.score.value() < 0 || !hasRoomFor(topic, peer)) {
            sendPrune(topic, peer, settings.pruneBackoff(), now);
        } else {
            mesh(topic).add(peer);
            listener.grafted(topic, peer.id);
        }
    }

    /** A peer takes us out of its mesh. */
    void pruned(GossipPeer peer, Rpc.Prune prune, Instant now) {
        if (!joined(prune.topic())) {
            return;
        }
        if (mesh(prune.topic()).remove(peer)) {
            listener.pruned(prune.topic(), peer.id);
        }
        backoffs.set(prune.topic(), peer.id, now.plus(prune.backoff().orElse(settings.pruneBackoff())));
    }

    /** Who gets a message of ours: with a mesh its peers, else some that stay the same for a while. */
    Set<GossipPeer> receivers(Topic topic, Instant now) {
        if (joined(topic)) {
            return mesh(topic);
        }
        if (!fanouts.containsKey(topic) && fanouts.size() >= limits.topics()) {
            fanouts.remove(fanouts.keySet().iterator().next());
        }
        Fanout fanout = fanouts.computeIfAbsent(topic, ignored -> new Fanout(now));
        fanout.lastUsed = now;
        fill(topic, fanout);
        return fanout.peers;
    }

    void heartbeat(Instant now) {
        backoffs.expire(now.minus(slack()));
        meshes.forEach((topic, mesh) -> maintain(topic, mesh, now));
        fanouts.values()
                .removeIf(fanout -> fanout.lastUsed.plus(settings.fanoutTtl()).isBefore(now));
        fanouts.forEach(this::fill);
    }

    private void maintain(Topic topic, Set<GossipPeer> mesh, Instant now) {
        for (GossipPeer peer : new ArrayList<>(mesh)) {
            if (!peer.reachable() || peer.score.value() < 0) {
                prune(topic, peer, now);
            }
        }
        if (mesh.size() < settings.degreeLow()) {
            fill(topic, settings.degree(), now);
        }
        if (mesh.size() > settings.degreeHigh()) {
            surplus(mesh).forEach(peer -> prune(topic, peer, now));
        }
        int missing = settings.degreeOut() - dialled(mesh);
        if (mesh.size() >= settings.degreeLow() && missing > 0) {
            graftSome(topic, peers.subscribers(topic, peer -> peer.dialled && mayJoin(topic, peer, now)), missing);
        }
    }

    /** Who must go: what remains has the best scores, enough connections that we opened, and is otherwise drawn by lot. */
    private List<GossipPeer> surplus(Set<GossipPeer> mesh) {
        List<GossipPeer> ranked = peers.shuffled(List.copyOf(mesh));
        ranked.sort(Comparator.comparingDouble((GossipPeer peer) -> -peer.score.value()));
        List<GossipPeer> kept = new ArrayList<>(ranked.subList(0, settings.degreeScore()));
        List<GossipPeer> rest = peers.shuffled(ranked.subList(settings.degreeScore(), ranked.size()));
        int wanted = settings.degreeOut() - dialled(kept);
        rest.stream().filter(peer -> peer.dialled).limit(Math.max(0, wanted)).forEach(kept::add);
        rest.removeAll(kept);
        return rest.subList(Math.max(0, settings.degree() - kept.size()), rest.size());
    }

    private void fill(Topic topic, int upTo, Instant now) {
        graftSome(
                topic,
                peers.subscribers(topic, peer -> mayJoin(topic, peer, now)),
                upTo - mesh(topic).size());
    }

    private void fill(Topic topic, Fanout fanout) {
        fanout.peers.removeIf(peer -> !peer.score.getsOwnMessages());
        int missing = settings.degree() - fanout.peers.size();
        peers.subscribers(topic, peer -> peer.score.getsOwnMessages() && !fanout.peers.contains(peer)).stream()
                .limit(Math.max(0, missing))
                .forEach(fanout.peers::add);
    }

    private void graftSome(Topic topic, List<GossipPeer> candidates, int count) {
        candidates.stream().limit(Math.max(0, count)).forEach(peer -> graft(topic, peer));
    }

    private boolean mayJoin(Topic topic, GossipPeer peer, Instant now) {
        return peer.score.value() >= 0
                && !mesh(topic).contains(peer)
                && backoffs.remaining(topic, peer.id, now)
                        .filter(left -> left.plus(slack()).compareTo(Duration.ZERO) >= 0)
                        .isEmpty();
    }

    private Duration slack() {
        return settings.heartbeat().multipliedBy(BACKOFF_SLACK);
    }

    private boolean hasRoomFor(Topic topic, GossipPeer peer) {
        Set<GossipPeer> mesh = mesh(topic);
        return mesh.size() < settings.degreeHigh() || (peer.dialled && dialled(mesh) < settings.degreeOut());
    }

    private static int dialled(Iterable<GossipPeer> some) {
        int count = 0;
        for (GossipPeer peer : some) {
            count += peer.dialled ? 1 : 0;
        }
        return count;
    }

    private void graft(Topic topic, GossipPeer peer) {
        mesh(topic).add(peer);
        outbox.graft(peer, topic);
        listener.grafted(topic, peer.id);
    }

    private void prune(Topic topic, GossipPeer peer, Instant now) {
        mesh(topic).remove(peer);
        sendPrune(topic, peer, settings.pruneBackoff(), now);
        listener.pruned(topic, peer.id);
    }

    private void sendPrune(Topic topic, GossipPeer peer, Duration backoff, Instant now) {
        backoffs.set(topic, peer.id, now.plus(backoff));
        outbox.prune(peer, new Rpc.Prune(topic, Optional.of(backoff)));
    }

    List<PeerId> members(Topic topic) {
        return mesh(topic).stream().map(peer -> peer.id).toList();
    }
}
