package io.subnetvalidator.scp.p2p;

import static io.subnetvalidator.scp.p2p.LoopbackPeers.DEADLINE;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.LIMITS;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.await;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.listen;
import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.wire.RawPeer;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a peer sends, in any layer, it loses its connection, costs a bounded amount of memory and nobody else notices. */
class HostilePeerTest {

    private static final String ECHO = "/test/echo/1.0.0";
    private static final int MAX_REQUEST = 1000;

    /** A window, a frame header, a Noise message and what one read of the socket brings. */
    private static final long MOST_HELD_FOR_GARBAGE = 512 * 1024;

    /** What a peer does that breaks a rule. */
    @FunctionalInterface
    interface Attack {
        void on(RawPeer peer) throws IOException;
    }

    private final LoopbackPeers peers = new LoopbackPeers();
    private final Libp2pNetwork server = peers.network(LIMITS.withStreams(16));
    private final Libp2pNetwork honest = peers.network();
    private PeerAddress address = new PeerAddress(server.self(), "127.0.0.1", 1);

    @BeforeEach
    void serve() {
        server.serve(ECHO, MAX_REQUEST, (from, request) -> Future.succeededFuture(request));
        address = listen(server);
        assertHonestPeerIsServed();
    }

    @AfterEach
    void close() {
        peers.close();
    }

    static Stream<Arguments> attacks() {
        List<Arguments> all = new ArrayList<>();
        add(all, "multistream: line above the limit", peer -> peer.raw(new byte[] {(byte) 0x81, 0x08}));
        add(all, "multistream: endless length", peer -> peer.raw(bytes(0xFF, 64)));
        add(all, "multistream: no newline", peer -> peer.raw(text("\u0012/multistream/1.0.0")));
        add(all, "multistream: empty line", peer -> peer.raw(new byte[] {0}));
        add(all, "multistream: another protocol", peer -> peer.raw(text("GET / HTTP/1.1\r\nHost: " + "x".repeat(90))));
        add(all, "multistream: proposals without end", peer -> {
            peer.line("/multistream/1.0.0");
            for (int i = 0; i < 100; i++) {
                peer.line("/tls/" + i);
            }
        });
        add(all, "multistream: random megabyte", peer -> peer.raw(random(1 << 20)));
        add(all, "noise: empty first message", peer -> peer.proposeNoise().raw(new byte[] {0, 0}));
        add(all, "noise: short first message", peer -> peer.proposeNoise().raw(framed(31)));
        add(all, "noise: huge first message", peer -> peer.proposeNoise().raw(framed(65_535)));
        add(all, "noise: low order key", peer -> peer.proposeNoise().raw(framed(32)));
        add(all, "noise: identity of somebody else", RawPeer::shakeHandsWithForeignIdentity);
        add(all, "noise: wrong tag", peer -> peer.upgrade().withWrongTag(new byte[12]));
        add(all, "noise: message shorter than a tag", peer -> peer.upgrade().raw(framed(15)));
        add(all, "noise: empty message", peer -> peer.upgrade().raw(framed(0)));
        add(
                all,
                "noise: random bytes after the handshake",
                peer -> peer.upgrade().raw(random(200_000)));
        add(all, "yamux: bad version", peer -> peer.upgrade().encrypted(RawPeer.header(1, RawPeer.PING, 1, 0, 0)));
        add(all, "yamux: unknown type", peer -> peer.upgrade().frame(7, 0, 0, 0));
        add(all, "yamux: data for an unknown stream", peer -> peer.upgrade().data(5, new byte[100]));
        add(
                all,
                "yamux: data for a stream of the other end",
                peer -> peer.upgrade().data(2, new byte[100]));
        add(all, "yamux: even stream id", peer -> peer.upgrade().frame(RawPeer.WINDOW, RawPeer.SYN, 4, 0));
        add(
                all,
                "yamux: stream opened twice",
                peer -> peer.upgrade()
                        .frame(RawPeer.WINDOW, RawPeer.SYN, 1, 0)
                        .frame(RawPeer.WINDOW, RawPeer.SYN, 1, 0));
        add(
                all,
                "yamux: length of four gigabytes",
                peer -> peer.upgrade()
                        .frame(RawPeer.WINDOW, RawPeer.SYN, 1, 0)
                        .frame(RawPeer.DATA, 0, 1, 0xFFFF_FFFFL));
        add(
                all,
                "yamux: more than the window",
                peer -> peer.upgrade()
                        .frame(RawPeer.WINDOW, RawPeer.SYN, 1, 0)
                        .frame(RawPeer.DATA, 0, 1, 256 * 1024 + 1));
        add(
                all,
                "yamux: window beyond 2^32",
                peer -> peer.upgrade()
                        .frame(RawPeer.WINDOW, RawPeer.SYN, 1, 0)
                        .frame(RawPeer.WINDOW, 0, 1, 0xFFFF_FFFFL));
        add(all, "yamux: flood of streams", peer -> {
            peer.upgrade();
            for (int i = 0; i < 2000; i++) {
                peer.frame(RawPeer.WINDOW, RawPeer.SYN, 1 + 2L * i, 0);
            }
        });
        add(
                all,
                "stream: endless length prefix",
                peer -> peer.upgrade().openStream(ECHO).data(1, bytes(0xFF, 64)));
        add(
                all,
                "stream: length prefix in a longer form",
                peer -> peer.upgrade().openStream(ECHO).data(1, new byte[] {(byte) 0x81, 0}));
        add(
                all,
                "stream: garbage instead of multistream",
                peer -> peer.upgrade().frame(RawPeer.WINDOW, RawPeer.SYN, 1, 0).data(1, random(5000)));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void a_broken_rule_costs_the_connection_and_nobody_else(String name, Attack attack) throws IOException {
        try (RawPeer peer = new RawPeer(address.host(), address.port())) {
            try {
                attack.on(peer);
            } catch (IOException cutOff) {
                // The other end may hang up while the attack is still being sent.
            }
            peer.awaitClosed();
        }

        PeerNetworkState after = peers.awaitState(server, state -> state.connections() == 1);
        assertThat(after.bufferedBytes()).isZero();
        assertThat(after.peakBufferedBytes()).isLessThan(MOST_HELD_FOR_GARBAGE);
        assertHonestPeerIsServed();
    }

    @Test
    void too_large_a_request_costs_the_stream_only() throws IOException {
        try (RawPeer peer = new RawPeer(address.host(), address.port())) {
            peer.upgrade().openStream(ECHO).data(1, new byte[] {(byte) 0xE9, 0x07});
            peers.awaitState(server, state -> state.inbound() == 2 && state.streams() == 0);

            peer.frame(RawPeer.WINDOW, RawPeer.SYN, 3, 0);
            peers.awaitState(server, state -> state.inbound() == 2 && state.streams() == 1);
        }
    }

    @Test
    void a_peer_that_never_reads_its_answers_is_held_to_the_limit() throws IOException {
        Libp2pNetwork generous = peers.network(
                PeerKey.generate(peers.random),
                peer -> true,
                LIMITS.withStreams(64).withBuffers(3 << 20, 6 << 20),
                PeerNetworkListener.NONE);
        generous.serve("/test/large/1.0.0", 10, (from, request) -> Future.succeededFuture(new byte[1 << 20]));
        generous.serve(ECHO, MAX_REQUEST, (from, request) -> Future.succeededFuture(request));
        PeerAddress at = listen(generous);
        try (RawPeer peer = new RawPeer(at.host(), at.port())) {
            peer.upgrade().openStream("/test/large/1.0.0").data(1, new byte[] {1, 1});
            for (int stream = 3; stream < 100; stream += 2) {
                byte[] hello = text("\u0013/multistream/1.0.0\n\u0012/test/large/1.0.0\n\u0001\u0001");
                peer.frame(RawPeer.WINDOW, RawPeer.SYN, stream, 0).data(stream, hello);
            }
            await(honest.request(at, ECHO, text("x"), MAX_REQUEST, DEADLINE));
            PeerNetworkState state = peers.awaitState(generous, now -> now.peakBufferedBytes() > 2 << 20);
            assertThat(state.peakBufferedBytes()).isLessThan(4 << 20);
        }
        peers.awaitState(generous, state -> state.inbound() == 1 && state.bufferedBytes() == 0);
    }

    @Test
    void whoever_says_nothing_is_dropped_at_the_handshake_deadline() throws IOException {
        Libp2pNetwork impatient = peers.network(LIMITS.withTimes(
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                Duration.ofMillis(500),
                Duration.ofMillis(50)));
        PeerAddress at = listen(impatient);
        try (RawPeer silent = new RawPeer(at.host(), at.port());
                RawPeer halfway = new RawPeer(at.host(), at.port())) {
            halfway.proposeNoise();
            silent.awaitClosed();
            halfway.awaitClosed();
        }
        peers.awaitState(impatient, state -> state.connections() == 0);
    }

    @Test
    void connections_that_prove_no_peer_keep_nobody_out() throws IOException {
        for (PeerNetworkLimits limits : List.of(LIMITS.withConnections(8, 8, 4), LIMITS.withConnections(4, 8, 8))) {
            Libp2pNetwork small = peers.network(limits);
            small.serve(ECHO, MAX_REQUEST, (from, request) -> Future.succeededFuture(request));
            PeerAddress at = listen(small);
            List<RawPeer> silent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                silent.add(new RawPeer(at.host(), at.port()));
            }
            peers.awaitState(small, state -> state.handshaking() == 4);
            assertThat(await(honest.request(at, ECHO, text("let me in"), MAX_REQUEST, DEADLINE)))
                    .isEqualTo(text("let me in"));
            silent.get(0).awaitClosed();
            assertThat(await(small.state()).handshaking()).isEqualTo(3);
            for (RawPeer peer : silent) {
                peer.close();
            }
        }
    }

    @Test
    void a_stream_that_stands_still_is_reset_and_a_silent_peer_is_given_up() throws IOException {
        Libp2pNetwork impatient = peers.network(LIMITS.withTimes(
                Duration.ofSeconds(10),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofMinutes(5),
                Duration.ofMillis(500),
                Duration.ofMillis(50)));
        impatient.serve(ECHO, MAX_REQUEST, (from, request) -> Future.succeededFuture(request));
        PeerAddress at = listen(impatient);
        try (RawPeer peer = new RawPeer(at.host(), at.port())) {
            peer.upgrade().openStream(ECHO).data(1, new byte[] {100, 1, 2, 3});
            peers.awaitState(impatient, state -> state.inbound() == 1 && state.streams() == 1);
            peers.awaitState(impatient, state -> state.inbound() == 1 && state.streams() == 0);
            peer.awaitClosed();
        }
        peers.awaitState(impatient, state -> state.connections() == 0);
    }

    private void assertHonestPeerIsServed() {
        assertThat(await(honest.request(address, ECHO, text("still here"), MAX_REQUEST, DEADLINE)))
                .isEqualTo(text("still here"));
    }

    private static void add(List<Arguments> all, String name, Attack attack) {
        all.add(Arguments.of(name, attack));
    }

    private static byte[] framed(int length) {
        byte[] out = new byte[2 + length];
        out[0] = (byte) (length >>> 8);
        out[1] = (byte) length;
        return out;
    }

    private static byte[] bytes(int value, int count) {
        byte[] out = new byte[count];
        java.util.Arrays.fill(out, (byte) value);
        return out;
    }

    private static byte[] random(int count) {
        byte[] out = new byte[count];
        new Random(count).nextBytes(out);
        return out;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
