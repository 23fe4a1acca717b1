package io.subnetvalidator.scp.p2p.interop;

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
import io.subnetvalidator.scp.p2p.gossip.Gossip;
import io.subnetvalidator.scp.p2p.gossip.GossipListener;
import io.subnetvalidator.scp.p2p.gossip.GossipSettings;
import io.subnetvalidator.scp.p2p.gossip.GossipValidator;
import io.subnetvalidator.scp.p2p.gossip.MeshSettings;
import io.subnetvalidator.scp.p2p.gossip.MessageId;
import io.subnetvalidator.scp.p2p.gossip.SignedMessage;
import io.subnetvalidator.scp.p2p.gossip.Topic;
import io.subnetvalidator.scp.p2p.wire.IdentifyMessage;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our peer and a js-libp2p peer, each once as the one that dials. */
@Tag("interop")
class JsInteropTest {

    private static final String HASH = "/interop/sha256/1.0.0";
    private static final int LARGE = 32 * 1024 * 1024;
    private static final Topic TOPIC = new Topic("records");
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final GossipSettings MESH = GossipSettings.defaults();

    /** Takes nobody into its mesh, so that only asking brings a message here, and only announcing brings ours there. */
    private static final GossipSettings NO_MESH =
            MESH.withMesh(MeshSettings.defaults().withFloodPublish(false).withDegrees(0, 0, 0, 0));

    /** Who opens the connection. */
    enum Dialler {
        WE,
        JS
    }

    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final PeerKey key = PeerKey.generate(random);
    private final Libp2pNetwork network =
            new Libp2pNetwork(vertx, key, peer -> true, PeerNetworkLimits.defaults(), PeerNetworkListener.NONE, random);
    private final PeerAddress ours = await(network.listen("127.0.0.1", 0));
    private final Queue<SignedMessage> heard = new ConcurrentLinkedQueue<>();
    private final Map<PeerId, Integer> asked = new ConcurrentHashMap<>();
    private final Map<PeerId, Integer> given = new ConcurrentHashMap<>();
    private final Queue<GossipListener.Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<GossipListener.Misbehaviour> misbehaviours = new ConcurrentLinkedQueue<>();
    private final JsPeer js;

    JsInteropTest() throws IOException {
        js = new JsPeer();
    }

    @BeforeEach
    void serve() {
        network.serve(HASH, LARGE, (from, request) -> Future.succeededFuture(sha256(request)));
    }

    @AfterEach
    void close() throws IOException {
        await(network.close());
        js.close();
        await(vertx.close());
    }

    @Test
    void each_pings_and_identifies_the_other() {
        await(network.ping(js.address, DEADLINE));
        IdentifyMessage identified = await(network.identify(js.address, DEADLINE));
        assertThat(identified.peer()).hasValue(js.address.peer());
        assertThat(identified.agent()).contains("js-libp2p");
        assertThat(identified.protocols()).contains("/ipfs/ping/1.0.0", "/meshsub/1.2.0", HASH);

        JsonObject us = at(ours);
        assertThat(js.ask("ping", us)).isInstanceOf(Number.class);
        JsonObject found = (JsonObject) js.ask("identify", us);
        assertThat(found.getString("peer")).isEqualTo(network.self().text());
        assertThat(found.getJsonArray("protocols")).contains("/ipfs/ping/1.0.0", HASH);
    }

    @Test
    void a_js_peer_that_dials_pings_us_first() {
        assertThat(js.ask("dial", at(ours))).isEqualTo(network.self().text());
        assertThat(js.ask("ping", at(ours))).isInstanceOf(Number.class);
        assertThat(await(network.state()).inbound()).isEqualTo(1);
        await(network.ping(js.address, DEADLINE));
        assertThat(await(network.state()).outbound()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Dialler.class)
    void thirty_two_mebibytes_arrive_with_the_right_hash_each_way(Dialler dialler) {
        dial(dialler);
        byte[] body = new byte[LARGE];
        new Random(5).nextBytes(body);
        assertThat(await(network.request(js.address, HASH, body, 100, DEADLINE)))
                .isEqualTo(sha256(body));

        JsonObject answer =
                (JsonObject) js.ask("upload", at(ours).put("bytes", LARGE).put("seed", "00ff10a7c3"));
        assertThat(answer.getString("answered")).isEqualTo(answer.getString("own"));
    }

    @ParameterizedTest
    @EnumSource(Dialler.class)
    void gossip_passes_both_ways_and_each_verifies_the_others_signature(Dialler dialler) {
        Gossip gossip = gossip(MESH);
        js.ask("subscribe", new JsonObject().put("topic", TOPIC.name()));
        dial(dialler);
        awaitThat(() -> jsList("mesh").contains(network.self().text())
                && await(gossip.mesh(TOPIC)).contains(js.address.peer()));

        byte[] large = new byte[100_000];
        new Random(6).nextBytes(large);
        for (byte[] data : List.of(bytes("from here"), large)) {
            MessageId id = await(gossip.publish(TOPIC, data));
            awaitThat(() -> js.messages.stream()
                    .anyMatch(message -> message.getString("data").equals(hex(data))));
            JsonObject received = js.messages.stream()
                    .filter(message -> message.getString("data").equals(hex(data)))
                    .findFirst()
                    .orElseThrow();
            assertThat(received.getString("type")).isEqualTo("signed");
            assertThat(received.getString("from")).isEqualTo(network.self().text());
            assertThat(Base64.getDecoder().decode(received.getString("id")))
                    .isEqualTo(HexFormat.of().parseHex(id.hex()));
        }
        for (byte[] data : List.of(bytes("from there"), large)) {
            js.ask("publish", new JsonObject().put("topic", TOPIC.name()).put("data", hex(data)));
            awaitThat(
                    () -> heard.stream().anyMatch(message -> hex(message.data()).equals(hex(data))));
        }
        assertThat(heard).hasSize(2).allMatch(message -> message.from().equals(js.address.peer()));
        assertThat(heard).allMatch(SignedMessage::authentic);
        assertThat(js.messages).hasSize(2);
        assertThat(refusals).isEmpty();
        assertThat(misbehaviours).isEmpty();
        assertThat(((JsonObject) js.ask("versions", new JsonObject()))
                        .getJsonArray(network.self().text()))
                .isNotEmpty()
                .allMatch("/meshsub/1.2.0"::equals);
        gossip.close();
    }

    @Test
    void a_signature_of_somebody_else_is_refused_there_and_ours_is_taken() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        Channels channels =
                network.channels(new ChannelProtocol(List.of("/meshsub/1.1.0"), 1 << 20, 1 << 21), new OpenOnly(open));
        js.ask("subscribe", new JsonObject().put("topic", TOPIC.name()));
        dial(Dialler.WE);
        await(Future.fromCompletionStage(open));

        for (boolean forged : new boolean[] {true, false}) {
            PeerKey signer = forged ? PeerKey.generate(random) : key;
            byte[] content = new Protobuf.Writer()
                    .bytes(1, network.self().multihash())
                    .bytes(2, bytes(forged ? "forged" : "genuine"))
                    .bytes(3, new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) (forged ? 1 : 2)})
                    .text(4, TOPIC.name())
                    .toBytes();
            byte[] signed = Buffer.buffer("libp2p-pubsub:").appendBytes(content).getBytes();
            byte[] message = Buffer.buffer(content)
                    .appendBytes(
                            new Protobuf.Writer().bytes(5, signer.sign(signed)).toBytes())
                    .getBytes();
            byte[] rpc = new Protobuf.Writer().bytes(2, message).toBytes();
            channels.execute(() -> channels.send(js.address.peer(), rpc));
        }

        awaitThat(() -> !js.messages.isEmpty());
        assertThat(js.messages)
                .singleElement()
                .satisfies(message -> assertThat(message.getString("data")).isEqualTo(hex(bytes("genuine"))));
    }

    /** Waits for the stream and hears nothing. */
    private record OpenOnly(CompletableFuture<Void> open) implements ChannelHandler {

        @Override
        public void opened(PeerId peer, String protocol, Direction direction) {
            open.complete(null);
        }

        @Override
        public void closed(PeerId peer) {}

        @Override
        public void disconnected(PeerId peer) {}

        @Override
        public void received(PeerId peer, String protocol, byte[] message) {}
    }

    @ParameterizedTest
    @EnumSource(Dialler.class)
    void what_one_missed_it_recovers_by_asking_the_other(Dialler dialler) {
        js.ask("subscribe", new JsonObject().put("topic", TOPIC.name()));
        Gossip gossip = gossip(NO_MESH);
        dial(dialler);
        awaitThat(() -> jsList("subscribers").contains(network.self().text()));

        await(gossip.publish(TOPIC, bytes("announced by us")));
        awaitThat(() -> js.messages.stream()
                .anyMatch(message -> message.getString("data").equals(hex(bytes("announced by us")))));
        assertThat(given).containsKey(js.address.peer());
        assertThat(await(gossip.mesh(TOPIC))).isEmpty();
        gossip.close();
    }

    @ParameterizedTest
    @EnumSource(Dialler.class)
    void what_was_said_before_we_came_we_get_by_asking(Dialler dialler) {
        js.ask("subscribe", new JsonObject().put("topic", TOPIC.name()));
        Gossip gossip = gossip(NO_MESH);
        js.ask("publish", new JsonObject().put("topic", TOPIC.name()).put("data", hex(bytes("missed"))));
        dial(dialler);

        awaitThat(() -> !heard.isEmpty());
        assertThat(heard).singleElement().satisfies(message -> {
            assertThat(message.data()).isEqualTo(bytes("missed"));
            assertThat(message.from()).isEqualTo(js.address.peer());
        });
        assertThat(asked).containsKey(js.address.peer());
        assertThat(misbehaviours).isEmpty();
        gossip.close();
    }

    private Gossip gossip(GossipSettings settings) {
        GossipListener listener = new GossipListener() {
            @Override
            public void asked(PeerId peer, int messages) {
                asked.merge(peer, messages, Integer::sum);
            }

            @Override
            public void given(PeerId peer, int messages) {
                given.merge(peer, messages, Integer::sum);
            }

            @Override
            public void refused(PeerId from, Refusal why) {
                refusals.add(why);
            }

            @Override
            public void misbehaved(PeerId peer, Misbehaviour how) {
                misbehaviours.add(how);
            }
        };
        Gossip gossip =
                new Gossip(vertx, network, key, peer -> true, settings, listener, InstantSource.system(), random);
        await(gossip.subscribe(TOPIC, GossipValidator.ACCEPT_ALL, heard::add));
        return gossip;
    }

    private void dial(Dialler dialler) {
        switch (dialler) {
            case WE -> await(network.ping(js.address, DEADLINE));
            case JS -> js.ask("dial", at(ours));
        }
    }

    private JsonArray jsList(String command) {
        return (JsonArray) js.ask(command, new JsonObject().put("topic", TOPIC.name()));
    }

    private static JsonObject at(PeerAddress address) {
        return new JsonObject()
                .put("address", "/ip4/" + address.host() + "/tcp/" + address.port() + "/p2p/" + address.peer());
    }

    private void awaitThat(BooleanSupplier condition) {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            await(vertx.timer(50, TimeUnit.MILLISECONDS));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
