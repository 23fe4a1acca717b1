package io.subnetvalidator.scp.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.ChannelHandler;
import io.subnetvalidator.scp.p2p.ChannelProtocol;
import io.subnetvalidator.scp.p2p.Channels;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.subnetvalidator.scp.p2p.PeerNetworkListener;
import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gossip between peers with sockets of their own on loopback. */
class GossipNetworkTest {

    private static final Topic TOPIC = new Topic("records");
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final GossipSettings SETTINGS = GossipSettings.defaults()
            .withMesh(MeshSettings.defaults()
                    .withDegrees(4, 3, 6, 1)
                    .withFloodPublish(false)
                    .withHeartbeat(Duration.ofMillis(200)));

    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(node -> {
            node.gossip.close();
            await(node.network.close());
        });
        await(vertx.close());
    }

    private final class Node implements GossipListener {
        final PeerKey key = PeerKey.generate(random);
        final Set<PeerId> banned = ConcurrentHashMap.newKeySet();
        final Libp2pNetwork network = new Libp2pNetwork(
                vertx,
                key,
                peer -> !banned.contains(peer),
                PeerNetworkLimits.defaults(),
                PeerNetworkListener.NONE,
                random);
        final Gossip gossip = new Gossip(
                vertx, network, key, peer -> !banned.contains(peer), SETTINGS, this, InstantSource.system(), random);
        final Queue<String> delivered = new ConcurrentLinkedQueue<>();
        final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
        final Set<PeerId> asked = ConcurrentHashMap.newKeySet();
        final PeerAddress address = await(network.listen("127.0.0.1", 0));

        Node() {
            nodes.add(this);
        }

        Node join(GossipValidator validator) {
            await(gossip.subscribe(TOPIC, validator, message -> delivered.add(text(message.data()))));
            return this;
        }

        void connect(Node other) {
            await(network.ping(other.address, DEADLINE));
        }

        GossipState state() {
            return await(gossip.state());
        }

        @Override
        public void refused(PeerId from, Refusal why) {
            refusals.add(why);
        }

        @Override
        public void asked(PeerId peer, int messages) {
            asked.add(peer);
        }
    }

    /** A peer that is connected like any other and says over its channel what a test wants. */
    private final class RawGossip implements ChannelHandler {
        final PeerKey key = PeerKey.generate(random);
        final Libp2pNetwork network = new Libp2pNetwork(
                vertx, key, peer -> true, PeerNetworkLimits.defaults(), PeerNetworkListener.NONE, random);
        final Channels channels;
        final Queue<byte[]> received = new ConcurrentLinkedQueue<>();
        final Set<PeerId> open = ConcurrentHashMap.newKeySet();

        RawGossip(GossipVersion version) {
            channels = network.channels(new ChannelProtocol(List.of(version.protocol()), 1 << 22, 1 << 24), this);
        }

        void send(PeerId peer, byte[] rpc) {
            Promise<Boolean> sent = Promise.promise();
            channels.execute(() -> sent.complete(channels.send(peer, rpc)));
            assertThat(await(sent.future())).isTrue();
        }

        @Override
        public void opened(PeerId peer, String protocol, Direction direction) {
            open.add(peer);
        }

        @Override
        public void closed(PeerId peer) {
            open.remove(peer);
        }

        @Override
        public void disconnected(PeerId peer) {}

        @Override
        public void received(PeerId peer, String protocol, byte[] message) {
            received.add(message);
        }
    }

    private List<Node> connectedNodes(int count, int each) {
        List<Node> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new Node().join(GossipValidator.ACCEPT_ALL));
        }
        for (int i = 0; i < count; i++) {
            for (int step = 1; step <= each; step++) {
                made.get(i).connect(made.get((i + step) % count));
            }
        }
        // More links may have to wait for the backoff after a prune; what a mesh leaves out, gossip brings.
        awaitThat(() -> made.stream().allMatch(node -> node.state().meshLinks() >= 1));
        return made;
    }

    @Test
    void messages_reach_all_of_fifteen_peers_exactly_once() {
        List<Node> all = connectedNodes(15, 3);
        Set<String> published = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < all.size(); i++) {
                String text = "round " + round + " of " + i;
                published.add(text);
                await(all.get(i).gossip.publish(TOPIC, bytes(text)));
            }
        }
        byte[] large = new byte[500_000];
        await(all.get(0).gossip.publish(TOPIC, large));
        published.add(text(large));

        awaitThat(() -> all.stream().mapToInt(node -> node.delivered.size()).sum() >= 45 * 14 + 14);

        // Whatever is still on its way arrives within the next heartbeats.
        heartbeats(3);
        for (Node node : all) {
            assertThat(node.delivered).doesNotHaveDuplicates().isSubsetOf(published);
            assertThat(node.refusals).isEmpty();
        }
        assertThat(all.stream().mapToInt(node -> node.delivered.size()).sum()).isEqualTo(45 * 14 + 14);
    }

    @Test
    void a_peer_that_comes_late_recovers_what_it_missed_by_asking() {
        List<Node> all = connectedNodes(10, 5);
        Node late = new Node();
        await(all.get(0).gossip.publish(TOPIC, bytes("missed")));
        awaitThat(() -> all.stream().mapToInt(node -> node.delivered.size()).sum() == 9);

        late.join(GossipValidator.ACCEPT_ALL);
        all.forEach(late::connect);

        awaitThat(() -> List.of("missed").equals(List.copyOf(late.delivered)));
        assertThat(late.asked).isNotEmpty();
    }

    @Test
    void a_flooding_peer_is_graylisted_and_honest_ones_hear_each_other() {
        List<Node> all = connectedNodes(6, 3);
        RawGossip flooder = new RawGossip(GossipVersion.V1_2);
        Node victim = all.get(0);
        await(flooder.network.ping(victim.address, DEADLINE));
        awaitThat(() -> flooder.open.contains(victim.key.peerId()));
        byte[] spam = new RpcCodec(GossipVersion.V1_2, SETTINGS.limits())
                .encode(Rpc.ofMessage(SignedMessage.sign(flooder.key, TOPIC, new byte[1000], 1)));
        for (int i = 0; i < 3000; i++) {
            flooder.send(victim.key.peerId(), spam);
        }
        awaitThat(() -> victim.refusals.contains(GossipListener.Refusal.GRAYLISTED));

        await(all.get(3).gossip.publish(TOPIC, bytes("honest")));

        awaitThat(() ->
                all.stream().filter(node -> node != all.get(3)).allMatch(node -> node.delivered.contains("honest")));
        // It decays from here on; how low a flood brings it is for the router's own tests.
        assertThat(await(victim.gossip.score(flooder.key.peerId()))).isNegative();
        for (Node node : all.subList(1, 6)) {
            assertThat(await(victim.gossip.score(node.key.peerId()))).isNotNegative();
        }
        // The one message that was in the flood is valid; it came once.
        assertThat(all).allMatch(node -> node.delivered.size() <= 2);
        await(flooder.network.close());
    }

    @Test
    void a_forged_signature_goes_no_further_than_the_first_honest_peer() {
        List<Node> all = connectedNodes(5, 2);
        RawGossip forger = new RawGossip(GossipVersion.V1_1);
        Node first = all.get(0);
        await(forger.network.ping(first.address, DEADLINE));
        awaitThat(() -> forger.open.contains(first.key.peerId()));
        SignedMessage forged = SignedMessage.decode(MessageForge.withSignature(
                MessageForge.content(all.get(1).key.peerId(), 1, TOPIC.name(), bytes("forged")),
                new byte[64],
                new byte[0]));
        forger.send(
                first.key.peerId(), new RpcCodec(GossipVersion.V1_1, SETTINGS.limits()).encode(Rpc.ofMessage(forged)));
        awaitThat(() -> first.refusals.contains(GossipListener.Refusal.FORGED));

        await(first.gossip.publish(TOPIC, bytes("behind it")));
        awaitThat(() -> all.subList(1, 5).stream().allMatch(node -> node.delivered.contains("behind it")));
        heartbeats(3);

        for (Node node : all.subList(1, 5)) {
            assertThat(node.delivered).containsExactly("behind it");
            assertThat(node.refusals).isEmpty();
        }
        await(forger.network.close());
    }

    @Test
    void a_message_waits_for_its_verdict_and_a_rejected_one_stops() {
        Promise<Verdict> verdict = Promise.promise();
        Node author = new Node().join(GossipValidator.ACCEPT_ALL);
        Node middle = new Node()
                .join(message ->
                        text(message.data()).equals("bad") ? Future.succeededFuture(Verdict.REJECT) : verdict.future());
        Node far = new Node().join(GossipValidator.ACCEPT_ALL);
        author.connect(middle);
        far.connect(middle);
        awaitThat(() -> middle.state().meshLinks() == 2);
        await(author.gossip.publish(TOPIC, bytes("good")));
        awaitThat(() -> middle.state().validatingBytes() > 0);
        heartbeats(2);
        assertThat(middle.delivered).isEmpty();
        assertThat(far.delivered).isEmpty();

        verdict.complete(Verdict.ACCEPT);
        awaitThat(() -> far.delivered.contains("good"));
        await(author.gossip.publish(TOPIC, bytes("bad")));
        awaitThat(() -> middle.refusals.contains(GossipListener.Refusal.REJECTED));
        heartbeats(2);

        assertThat(far.delivered).containsExactly("good");
        assertThat(middle.delivered).containsExactly("good");
        assertThat(await(middle.gossip.score(author.key.peerId()))).isNegative();
    }

    @Test
    void a_peer_that_speaks_2_0_only_gets_hexadecimal_ids_over_its_socket() {
        GossipSettings lazy = SETTINGS.withMesh(SETTINGS.mesh().withDegrees(0, 0, 0, 0));
        RawGossip python = new RawGossip(GossipVersion.V2_0);
        PeerKey key = PeerKey.generate(random);
        Libp2pNetwork network = new Libp2pNetwork(
                vertx, key, peer -> true, PeerNetworkLimits.defaults(), PeerNetworkListener.NONE, random);
        Gossip gossip = new Gossip(
                vertx, network, key, peer -> true, lazy, GossipListener.NONE, InstantSource.system(), random);
        await(gossip.subscribe(TOPIC, GossipValidator.ACCEPT_ALL, message -> {}));
        await(python.network.ping(await(network.listen("127.0.0.1", 0)), DEADLINE));
        awaitThat(() -> python.open.contains(key.peerId()));
        RpcCodec codec = new RpcCodec(GossipVersion.V2_0, lazy.limits());
        python.send(
                key.peerId(),
                codec.encode(RouterBench.rpc(draft -> draft.subscriptions.add(new Rpc.Subscription(TOPIC, true)))));
        MessageId id = await(gossip.publish(TOPIC, bytes("ours")));
        awaitThat(() -> python.received.stream().anyMatch(rpc -> text(rpc).contains(id.hex())));
        python.send(key.peerId(), codec.encode(RouterBench.iwant(List.of(id))));
        MessageId theirs = MessageId.of(python.key.peerId(), 77);
        python.send(
                key.peerId(),
                codec.encode(RouterBench.rpc(draft -> draft.ihaves.add(new Rpc.Ihave(TOPIC, List.of(theirs))))));

        awaitThat(() -> python.received.stream()
                .anyMatch(rpc -> !codec.decode(rpc).messages().isEmpty()));
        awaitThat(() -> python.received.stream()
                .anyMatch(rpc -> codec.decode(rpc).iwant().contains(theirs)));
        String raw = new String(id.toWire(GossipVersion.V1_2), StandardCharsets.ISO_8859_1);
        assertThat(python.received).allMatch(rpc -> !new String(rpc, StandardCharsets.ISO_8859_1).contains(raw));
        gossip.close();
        await(network.close());
        await(python.network.close());
    }

    @Test
    void who_left_the_roster_is_neither_heard_nor_relayed_from_the_next_message_on() {
        List<Node> all = connectedNodes(5, 2);
        Node banned = all.get(0);
        await(banned.gossip.publish(TOPIC, bytes("before")));
        awaitThat(() -> all.subList(1, 5).stream().allMatch(node -> node.delivered.contains("before")));

        all.subList(1, 5).forEach(node -> node.banned.add(banned.key.peerId()));
        await(banned.gossip.publish(TOPIC, bytes("after")));
        awaitThat(() -> await(banned.network.state()).connections() == 0);
        heartbeats(3);

        assertThat(all.subList(1, 5)).allMatch(node -> !node.delivered.contains("after"));
    }

    private void heartbeats(int count) {
        await(vertx.timer(count * SETTINGS.mesh().heartbeat().toMillis(), TimeUnit.MILLISECONDS));
    }

    private void awaitThat(BooleanSupplier condition) {
        for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
            await(vertx.timer(20, TimeUnit.MILLISECONDS));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
