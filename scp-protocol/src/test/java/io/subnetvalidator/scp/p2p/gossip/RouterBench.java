package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** One router, and remote peers whose every word a test chooses. */
final class RouterBench implements GossipListener {

    static final Topic TOPIC = new Topic("records");

    final GossipSettings settings;
    final GossipRouter router;
    final PeerKey self;
    final Set<PeerId> banned = new HashSet<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<Misbehaviour> misbehaviours = new ArrayList<>();
    final List<SignedMessage> validated = new ArrayList<>();
    final List<SignedMessage> delivered = new ArrayList<>();
    private final Map<PeerId, GossipVersion> versions = new HashMap<>();
    private final Random random;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long sequence = 1;

    RouterBench(GossipSettings settings) {
        this(settings, 1);
    }

    RouterBench(GossipSettings settings, long seed) {
        this.settings = settings;
        this.random = new Random(seed);
        this.self = key();
        this.router = new GossipRouter(
                self.peerId(), settings, peer -> !banned.contains(peer), new Random(seed), () -> now, this);
    }

    PeerKey key() {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return PeerKey.ofSeed(seed);
    }

    /** A peer that is connected and subscribed. */
    PeerKey peer(GossipVersion version, boolean dialled) {
        PeerKey key = key();
        connect(key.peerId(), version, dialled);
        return key;
    }

    PeerKey peer() {
        return peer(GossipVersion.V1_2, false);
    }

    List<PeerKey> peers(int count) {
        List<PeerKey> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(peer());
        }
        return peers;
    }

    void connect(PeerId peer, GossipVersion version, boolean dialled) {
        versions.put(peer, version);
        handle(new GossipEvent.PeerOpened(peer, version, dialled));
        hear(peer, rpc(r -> r.subscriptions.add(new Rpc.Subscription(TOPIC, true))));
    }

    List<GossipEffect.Send> handle(GossipEvent event) {
        List<GossipEffect.Send> sent = new ArrayList<>();
        for (GossipEffect effect : router.handle(event)) {
            if (effect instanceof GossipEffect.Send send) {
                sent.add(send);
            } else if (effect instanceof GossipEffect.Validate validate) {
                validated.add(validate.message());
            } else if (effect instanceof GossipEffect.Deliver deliver) {
                delivered.add(deliver.message());
            }
        }
        return sent;
    }

    List<GossipEffect.Send> hear(PeerId peer, Rpc rpc) {
        GossipVersion version = versions.getOrDefault(peer, GossipVersion.V1_2);
        return handle(new GossipEvent.Received(peer, version, new RpcCodec(version, settings.limits()).encode(rpc)));
    }

    List<GossipEffect.Send> hear(PeerKey peer, SignedMessage message) {
        return hear(peer.peerId(), Rpc.ofMessage(message));
    }

    List<GossipEffect.Send> decide(SignedMessage message, Verdict verdict) {
        return handle(new GossipEvent.Decided(message.id(), verdict));
    }

    SignedMessage message(PeerKey author) {
        return message(author, 10);
    }

    SignedMessage message(PeerKey author, int length) {
        return SignedMessage.sign(author, TOPIC, new byte[length], sequence++);
    }

    /** A message that says it is of this author and was signed by somebody else. */
    SignedMessage forgery(PeerId author, long forged) {
        return SignedMessage.decode(MessageForge.withSignature(
                MessageForge.content(author, forged, TOPIC.name(), new byte[10]), new byte[64], new byte[0]));
    }

    void join() {
        handle(new GossipEvent.Joined(TOPIC));
    }

    List<GossipEffect.Send> beat() {
        now = now.plus(settings.mesh().heartbeat());
        return handle(new GossipEvent.Heartbeat());
    }

    List<GossipEffect.Send> beat(Duration time) {
        List<GossipEffect.Send> sent = new ArrayList<>();
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            sent.addAll(beat());
        }
        return sent;
    }

    double score(PeerKey peer) {
        return router.score(peer.peerId());
    }

    /** Collects the parts of an RPC. */
    static final class Draft {
        final List<Rpc.Subscription> subscriptions = new ArrayList<>();
        final List<SignedMessage> messages = new ArrayList<>();
        final List<Rpc.Ihave> ihaves = new ArrayList<>();
        final List<MessageId> iwant = new ArrayList<>();
        final List<Topic> grafts = new ArrayList<>();
        final List<Rpc.Prune> prunes = new ArrayList<>();
        final List<MessageId> idontwant = new ArrayList<>();
    }

    static Rpc rpc(Consumer<Draft> fill) {
        Draft draft = new Draft();
        fill.accept(draft);
        return new Rpc(
                draft.subscriptions,
                draft.messages,
                draft.ihaves,
                draft.iwant,
                draft.grafts,
                draft.prunes,
                draft.idontwant);
    }

    static Rpc graft() {
        return rpc(draft -> draft.grafts.add(TOPIC));
    }

    static Rpc ihave(List<MessageId> ids) {
        return rpc(draft -> draft.ihaves.add(new Rpc.Ihave(TOPIC, ids)));
    }

    static Rpc iwant(List<MessageId> ids) {
        return rpc(draft -> draft.iwant.addAll(ids));
    }

    static <T> List<T> all(List<GossipEffect.Send> sent, Function<Rpc, List<T>> part) {
        return sent.stream().flatMap(send -> part.apply(send.rpc()).stream()).toList();
    }

    /** Who was sent something that has this part. */
    static <T> List<PeerId> receivers(List<GossipEffect.Send> sent, Function<Rpc, List<T>> part) {
        return sent.stream()
                .filter(send -> !part.apply(send.rpc()).isEmpty())
                .map(GossipEffect.Send::peer)
                .toList();
    }

    @Override
    public void refused(PeerId from, Refusal why) {
        refusals.add(why);
    }

    @Override
    public void misbehaved(PeerId peer, Misbehaviour how) {
        misbehaviours.add(how);
    }
}
