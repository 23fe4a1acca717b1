package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.Admission;
import io.subnetvalidator.scp.p2p.gossip.GossipListener.Misbehaviour;
import io.subnetvalidator.scp.p2p.gossip.GossipListener.Refusal;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Gossipsub as a state machine: an event goes in, what has to be done comes out. Single-threaded.
 *
 * <p>Its memory is bounded whatever peers send. With the limits {@code l}, it holds at most {@code l.seen} ids of about 0.3 KiB,
 * {@code l.cacheBytes + l.validatingBytes} of messages, and for each of at most {@code l.peers} peers {@code l.topics} topics of
 * 256 bytes, 3 &times; {@code l.idsPerHeartbeat} ids it does not want, {@code history} &times; {@code l.idsPerHeartbeat} notes of
 * what it was given, {@code l.ihavesPerHeartbeat} promises for each heartbeat of the promise time, and {@code l.topics} backoffs.
 */
final class GossipRouter {

    /** What more than a rate allows costs, for each RPC that brings it. */
    private static final double FLOOD = 0.25;

    /** A message that waits for the application's verdict. */
    private static final class Validating {
        final SignedMessage message;
        final GossipPeer first;
        final Instant until;
        final Set<PeerId> senders = new HashSet<>();

        Validating(SignedMessage message, GossipPeer first, Instant until) {
            this.message = message;
            this.first = first;
            this.until = until;
            senders.add(first.id);
        }
    }

    private final PeerId self;
    private final GossipSettings settings;
    private final Admission admission;
    private final InstantSource clock;
    private final GossipListener listener;
    private final Outbox outbox;
    private final GossipPeers peers;
    private final Meshes meshes;
    private final LazyGossip lazy;
    private final SeenCache seen;
    private final MessageCache cache;
    private final Map<GossipVersion, RpcCodec> codecs = new EnumMap<>(GossipVersion.class);
    private final Map<MessageId, Validating> validating = new LinkedHashMap<>();
    private long validatingBytes;
    private Instant now;
    private Instant lastHeartbeat;

    /**
     * @param admission asked about the sender of every RPC and the author of every message
     * @param clock may jump back, which is taken for standing still
     */
    GossipRouter(
            PeerId self,
            GossipSettings settings,
            Admission admission,
            RandomGenerator random,
            InstantSource clock,
            GossipListener listener) {
        this.self = self;
        this.settings = settings;
        this.admission = admission;
        this.clock = clock;
        this.listener = listener;
        GossipLimits limits = settings.limits();
        MeshSettings mesh = settings.mesh();
        this.outbox = new Outbox(limits.idsPerRpc());
        this.peers = new GossipPeers(settings, random);
        this.meshes = new Meshes(settings, peers, outbox, listener);
        this.seen = new SeenCache(limits.seen(), limits.seenTtl());
        this.cache = new MessageCache(mesh.historyLength(), mesh.historyGossip(), limits.cacheBytes());
        this.lazy = new LazyGossip(settings, peers, meshes, cache, outbox, listener);
        for (GossipVersion version : GossipVersion.values()) {
            codecs.put(version, new RpcCodec(version, limits));
        }
        this.now = clock.instant();
        this.lastHeartbeat = now;
    }

    List<GossipEffect> handle(GossipEvent event) {
        Instant time = clock.instant();
        now = time.isAfter(now) ? time : now;
        if (event instanceof GossipEvent.Received received) {
            peers.meet(received.peer(), now).ifPresent(peer -> receive(peer, received));
        } else if (event instanceof GossipEvent.Decided decided) {
            decide(decided);
        } else if (event instanceof GossipEvent.Published published) {
            publish(published.message());
        } else if (event instanceof GossipEvent.Heartbeat) {
            heartbeat();
        } else if (event instanceof GossipEvent.PeerOpened opened) {
            peers.meet(opened.peer(), now).ifPresent(peer -> open(peer, opened));
        } else if (event instanceof GossipEvent.PeerClosed closed) {
            peers.find(closed.peer()).ifPresent(this::close);
        } else if (event instanceof GossipEvent.PeerGone gone) {
            peers.find(gone.peer()).ifPresent(this::close);
            peers.leave(gone.peer(), now);
        } else if (event instanceof GossipEvent.Joined joined) {
            meshes.join(joined.topic(), now);
        } else if (event instanceof GossipEvent.Left left) {
            meshes.leave(left.topic(), now);
        }
        return outbox.flush();
    }

    byte[] encode(GossipEffect.Send send) {
        return codec(send.version()).encode(send.rpc());
    }

    GossipState state() {
        int reachable = 0;
        int graylisted = 0;
        for (GossipPeer peer : peers.all()) {
            reachable += peer.reachable() ? 1 : 0;
            graylisted += peer.score.graylisted() ? 1 : 0;
        }
        return new GossipState(
                reachable,
                graylisted,
                meshes.joined().size(),
                meshes.links(),
                seen.size(),
                cache.bytes(),
                validatingBytes,
                peers.remembered());
    }

    List<PeerId> mesh(Topic topic) {
        return meshes.members(topic);
    }

    /** The score of a connected peer; 0 for any other. */
    double score(PeerId peer) {
        return peers.find(peer).map(known -> known.score.value()).orElse(0.0);
    }

    private void open(GossipPeer peer, GossipEvent.PeerOpened opened) {
        peer.version = Optional.of(opened.version());
        peer.dialled = opened.dialled();
        meshes.joined().forEach(topic -> outbox.subscription(peer, topic, true));
    }

    private void close(GossipPeer peer) {
        peer.version = Optional.empty();
        meshes.drop(peer);
    }

    private void receive(GossipPeer peer, GossipEvent.Received received) {
        if (peer.score.graylisted()) {
            listener.refused(peer.id, Refusal.GRAYLISTED);
        } else if (!admission.admits(peer.id)) {
            listener.refused(peer.id, Refusal.NOT_ADMITTED);
        } else if (!peer.allowance.bytes().take(received.rpc().length, now)) {
            flood(peer);
        } else {
            decode(peer, received);
        }
    }

    private void decode(GossipPeer peer, GossipEvent.Received received) {
        Rpc rpc;
        try {
            rpc = codec(received.version()).decode(received.rpc());
        } catch (WireException e) {
            invalid(peer, Refusal.MALFORMED);
            return;
        }
        if (peer.allowance.control().take(rpc.idCount() + rpc.controlCount(), now)) {
            control(peer, rpc);
        } else {
            flood(peer);
        }
        if (peer.allowance.messages().take(rpc.messages().size(), now)) {
            rpc.messages().forEach(message -> receive(peer, message));
        } else {
            flood(peer);
        }
    }

    private void control(GossipPeer peer, Rpc rpc) {
        for (Rpc.Subscription subscription : rpc.subscriptions()) {
            if (!subscription.wanted()) {
                peer.topics.remove(subscription.topic());
                meshes.drop(peer, subscription.topic());
            } else if (peer.topics.size() < settings.limits().topics()) {
                peer.topics.add(subscription.topic());
            }
        }
        rpc.prunes().forEach(prune -> meshes.pruned(peer, prune, now));
        rpc.grafts().forEach(topic -> meshes.grafted(peer, topic, now));
        rpc.idontwant().forEach(id -> peer.doesNotWant(id, settings.limits().idsPerHeartbeat()));
        lazy.wanted(peer, rpc.iwant());
        lazy.announced(peer, rpc.ihaves(), seen, now);
    }

    private void receive(GossipPeer peer, SignedMessage message) {
        Validating running = validating.get(message.id());
        if (peer.score.graylisted()) {
            listener.refused(peer.id, Refusal.GRAYLISTED);
        } else if (!meshes.joined(message.topic())) {
            listener.refused(peer.id, Refusal.NOT_JOINED);
        } else if (running != null) {
            running.senders.add(peer.id);
            listener.duplicate(peer.id);
        } else if (seen.contains(message.id()) || message.from().equals(self)) {
            listener.duplicate(peer.id);
        } else if (!admission.admits(message.from())) {
            // Two honest peers may know rosters of different blocks, so the peer that brought it is not to blame.
            listener.refused(peer.id, Refusal.NOT_ADMITTED);
        } else if (validatingBytes + message.footprint() > settings.limits().validatingBytes()) {
            listener.refused(peer.id, Refusal.OVERLOADED);
        } else if (!message.authentic()) {
            invalid(peer, Refusal.FORGED);
        } else {
            validate(peer, message);
        }
    }

    /** Only now, behind the signature, the id counts as seen: else a forgery would keep the real message out. */
    private void validate(GossipPeer peer, SignedMessage message) {
        seen.add(message.id(), now);
        lazy.came(message.id());
        validating.put(
                message.id(),
                new Validating(message, peer, now.plus(settings.limits().validation())));
        validatingBytes += message.footprint();
        if (message.length() >= settings.limits().idontwantBytes()) {
            for (GossipPeer other : meshes.mesh(message.topic())) {
                if (other != peer
                        && other.version.filter(GossipVersion::knowsIdontwant).isPresent()) {
                    outbox.idontwant(other, message.id());
                }
            }
        }
        outbox.add(new GossipEffect.Validate(message));
    }

    private void decide(GossipEvent.Decided decided) {
        Validating decidedOn = validating.remove(decided.message());
        if (decidedOn == null) {
            return;
        }
        validatingBytes -= decidedOn.message.footprint();
        switch (decided.verdict()) {
            case ACCEPT -> accept(decidedOn);
            case REJECT ->
                decidedOn.senders.forEach(
                        sender -> peers.find(sender).ifPresent(peer -> invalid(peer, Refusal.REJECTED)));
            case IGNORE -> listener.refused(decidedOn.first.id, Refusal.IGNORED);
        }
    }

    private void accept(Validating accepted) {
        SignedMessage message = accepted.message;
        accepted.first.score.deliveredFirst();
        cache.put(message);
        for (GossipPeer peer : meshes.mesh(message.topic())) {
            if (!accepted.senders.contains(peer.id) && !peer.id.equals(message.from()) && peer.wants(message.id())) {
                outbox.message(peer, message);
            }
        }
        outbox.add(new GossipEffect.Deliver(message));
        listener.delivered(message.topic(), accepted.first.id);
    }

    private void publish(SignedMessage message) {
        seen.add(message.id(), now);
        cache.put(message);
        Topic topic = message.topic();
        List<GossipPeer> receivers = settings.mesh().floodPublish()
                ? peers.subscribers(topic, peer -> peer.score.getsOwnMessages())
                : new ArrayList<>(meshes.receivers(topic, now));
        receivers.forEach(peer -> outbox.message(peer, message));
        listener.published(topic, receivers.size());
    }

    private void heartbeat() {
        Duration passed = Duration.between(lastHeartbeat, now);
        lastHeartbeat = now;
        peers.fade(passed, now);
        peers.all().forEach(GossipPeer::heartbeat);
        seen.expire(now);
        List<MessageId> late = validating.values().stream()
                .filter(waiting -> waiting.until.isBefore(now))
                .map(waiting -> waiting.message.id())
                .toList();
        late.forEach(id -> decide(new GossipEvent.Decided(id, Verdict.IGNORE)));
        meshes.heartbeat(now);
        lazy.heartbeat(now);
        cache.shift();
        listener.observed(state());
    }

    private void invalid(GossipPeer peer, Refusal why) {
        peer.score.sentInvalid();
        listener.refused(peer.id, why);
    }

    private void flood(GossipPeer peer) {
        peer.score.misbehaved(FLOOD);
        listener.refused(peer.id, Refusal.FLOOD);
        listener.misbehaved(peer.id, Misbehaviour.FLOOD);
    }

    private RpcCodec codec(GossipVersion version) {
        RpcCodec codec = codecs.get(version);
        if (codec == null) {
            throw new IllegalStateException("no codec for " + version);
        }
        return codec;
    }
}
