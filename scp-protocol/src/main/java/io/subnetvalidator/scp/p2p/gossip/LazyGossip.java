package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.scp.p2p.gossip.GossipListener.Misbehaviour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How messages get to those whom the mesh did not reach: peers announce ids, and whoever misses one asks for it (gossipsub 1.0
 * specification, "Gossip propagation"; 1.1, "Spam Protection Measures").
 */
final class LazyGossip {

    private static final double BROKEN_PROMISE = 1;

    private final GossipSettings settings;
    private final GossipPeers peers;
    private final Meshes meshes;
    private final MessageCache cache;
    private final Outbox outbox;
    private final GossipListener listener;

    LazyGossip(
            GossipSettings settings,
            GossipPeers peers,
            Meshes meshes,
            MessageCache cache,
            Outbox outbox,
            GossipListener listener) {
        this.settings = settings;
        this.peers = peers;
        this.meshes = meshes;
        this.cache = cache;
        this.outbox = outbox;
        this.listener = listener;
    }

    /** A peer announces ids: asks for those that are not known, as far as the limits of this heartbeat go. */
    void announced(GossipPeer peer, List<Rpc.Ihave> ihaves, SeenCache seen, Instant now) {
        GossipLimits limits = settings.limits();
        if (ihaves.isEmpty() || !peer.score.gossips()) {
            return;
        }
        peer.ihaves += ihaves.size();
        if (peer.ihaves > limits.ihavesPerHeartbeat()) {
            spam(peer, Misbehaviour.IHAVE_SPAM, peer.ihaves - limits.ihavesPerHeartbeat());
            return;
        }
        Set<MessageId> missing = new LinkedHashSet<>();
        for (Rpc.Ihave ihave : ihaves) {
            if (meshes.joined(ihave.topic())) {
                ihave.ids().stream().filter(id -> !seen.contains(id)).forEach(missing::add);
            }
        }
        int room = Math.max(0, limits.idsPerHeartbeat() - peer.asked);
        List<MessageId> wanted = peers.shuffled(List.copyOf(missing));
        wanted = wanted.subList(0, Math.min(room, wanted.size()));
        if (!wanted.isEmpty()) {
            peer.asked += wanted.size();
            peer.promises.put(wanted.get(0), now.plus(limits.promise()));
            outbox.iwant(peer, wanted);
            listener.asked(peer.id, wanted.size());
        }
    }

    /** A peer asks for messages it was told about. */
    void wanted(GossipPeer peer, List<MessageId> ids) {
        GossipLimits limits = settings.limits();
        if (ids.isEmpty() || !peer.score.gossips()) {
            return;
        }
        int before = peer.wanted;
        peer.wanted += ids.size();
        int room = Math.max(0, limits.idsPerHeartbeat() - before);
        if (ids.size() > room) {
            spam(peer, Misbehaviour.IWANT_SPAM, 1);
        }
        int given = 0;
        for (MessageId id : new LinkedHashSet<>(ids.subList(0, Math.min(room, ids.size())))) {
            given += cache.giveTo(peer.id, id, limits.retransmissions())
                    .map(message -> {
                        outbox.message(peer, message);
                        return 1;
                    })
                    .orElse(0);
        }
        if (given > 0) {
            listener.given(peer.id, given);
        }
    }

    /** A message came, from whomever: nobody owes it any more. */
    void came(MessageId id) {
        peers.all().forEach(peer -> peer.promises.remove(id));
    }

    void heartbeat(Instant now) {
        for (GossipPeer peer : peers.all()) {
            for (Iterator<Instant> due = peer.promises.values().iterator(); due.hasNext(); ) {
                if (due.next().isBefore(now)) {
                    due.remove();
                    peer.score.misbehaved(BROKEN_PROMISE);
                    listener.misbehaved(peer.id, Misbehaviour.BROKEN_PROMISE);
                }
            }
        }
        meshes.joined().forEach(this::announce);
    }

    private void announce(Topic topic) {
        MeshSettings mesh = settings.mesh();
        List<MessageId> ids = cache.announced(topic);
        if (ids.isEmpty()) {
            return;
        }
        List<GossipPeer> others =
                peers.subscribers(topic, peer -> !meshes.mesh(topic).contains(peer) && peer.score.gossips());
        int count = Math.max(mesh.degreeLazy(), (int) Math.ceil(mesh.gossipFactor() * others.size()));
        int most = settings.limits().idsPerHeartbeat();
        for (GossipPeer peer : others.subList(0, Math.min(count, others.size()))) {
            List<MessageId> some = ids.size() <= most
                    ? ids
                    : new ArrayList<>(peers.shuffled(ids).subList(0, most));
            if (!some.isEmpty()) {
                outbox.ihave(peer, topic, some);
            }
        }
    }

    private void spam(GossipPeer peer, Misbehaviour how, double weight) {
        peer.score.misbehaved(weight);
        listener.misbehaved(peer.id, how);
    }
}
