package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Routers in one thread on one clock, connected by queues that carry real bytes; the seed decides everything. */
final class Swarm implements InstantSource {

    /** What one router was given and did. */
    final class Member implements GossipListener {
        final PeerKey key;
        final GossipRouter router;
        final List<MessageId> delivered = new ArrayList<>();
        final List<Refusal> refusals = new ArrayList<>();
        final List<Misbehaviour> misbehaviours = new ArrayList<>();
        Function<SignedMessage, Verdict> validator = message -> Verdict.ACCEPT;
        int asked;
        private long sequence = 1;

        Member(GossipSettings settings) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            key = PeerKey.ofSeed(seed);
            router = new GossipRouter(
                    key.peerId(),
                    settings,
                    peer -> !banned.contains(peer),
                    new Random(random.nextLong()),
                    Swarm.this,
                    this);
        }

        PeerId id() {
            return key.peerId();
        }

        void handle(GossipEvent event) {
            for (GossipEffect effect : router.handle(event)) {
                if (effect instanceof GossipEffect.Send send) {
                    (send.rpc().messages().isEmpty() ? queue : slow)
                            .addLast(new Packet(id(), send.peer(), send.version(), router.encode(send)));
                } else if (effect instanceof GossipEffect.Validate validate) {
                    handle(new GossipEvent.Decided(validate.message().id(), validator.apply(validate.message())));
                } else if (effect instanceof GossipEffect.Deliver deliver) {
                    delivered.add(deliver.message().id());
                }
            }
        }

        void join(Topic topic) {
            handle(new GossipEvent.Joined(topic));
        }

        MessageId publish(Topic topic, byte[] data) {
            SignedMessage message = SignedMessage.sign(key, topic, data, sequence++);
            handle(new GossipEvent.Published(message));
            return message.id();
        }

        @Override
        public void refused(PeerId from, Refusal why) {
            refusals.add(why);
        }

        @Override
        public void misbehaved(PeerId peer, Misbehaviour how) {
            misbehaviours.add(how);
        }

        @Override
        public void asked(PeerId peer, int messages) {
            asked += messages;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
    private record Packet(PeerId from, PeerId to, GossipVersion version, byte[] bytes) {}

    final Random random;
    final Map<PeerId, Member> members = new LinkedHashMap<>();
    final Set<PeerId> banned = new HashSet<>();
    private final Map<Set<PeerId>, GossipVersion> links = new HashMap<>();
    private final ArrayDeque<Packet> queue = new ArrayDeque<>();

    /** Packets with messages are on their way for longer than others. */
    private final ArrayDeque<Packet> slow = new ArrayDeque<>();

    private Instant now = Instant.EPOCH;

    /** Share of packets with messages that are lost, in percent. */
    int lossPercent;

    long packetsWithMessages;

    Swarm(long seed) {
        random = new Random(seed);
    }

    @Override
    public Instant instant() {
        return now;
    }

    Member member(PeerId id) {
        return Objects.requireNonNull(members.get(id));
    }

    Member add(GossipSettings settings) {
        Member member = new Member(settings);
        members.put(member.id(), member);
        return member;
    }

    List<Member> add(int count, GossipSettings settings) {
        List<Member> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(add(settings));
        }
        return added;
    }

    void connect(Member dialler, Member other, GossipVersion version) {
        if (dialler != other && links.putIfAbsent(Set.of(dialler.id(), other.id()), version) == null) {
            dialler.handle(new GossipEvent.PeerOpened(other.id(), version, true));
            other.handle(new GossipEvent.PeerOpened(dialler.id(), version, false));
        }
    }

    void disconnect(Member one, Member other) {
        links.remove(Set.of(one.id(), other.id()));
        one.handle(new GossipEvent.PeerGone(other.id()));
        other.handle(new GossipEvent.PeerGone(one.id()));
    }

    void connectAll(GossipVersion version) {
        List<Member> all = new ArrayList<>(members.values());
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                connect(all.get(i), all.get(j), version);
            }
        }
    }

    /** Hands over what is on its way until nothing is. */
    void settle() {
        while (!queue.isEmpty() || !slow.isEmpty()) {
            boolean message = queue.isEmpty();
            Packet packet = message ? slow.remove() : queue.remove();
            packetsWithMessages += message ? 1 : 0;
            boolean lost = message && random.nextInt(100) < lossPercent;
            if (!lost && links.containsKey(Set.of(packet.from, packet.to))) {
                member(packet.to).handle(new GossipEvent.Received(packet.from, packet.version, packet.bytes));
            }
        }
    }

    /** So many heartbeats of everybody, with everything arriving in between. */
    void beat(int count, Duration heartbeat) {
        for (int i = 0; i < count; i++) {
            settle();
            now = now.plus(heartbeat);
            new ArrayList<>(members.values()).forEach(member -> member.handle(new GossipEvent.Heartbeat()));
            settle();
        }
    }

    void beat(int count) {
        beat(count, Duration.ofSeconds(1));
    }

    void pass(Duration time) {
        now = now.plus(time);
    }
}
