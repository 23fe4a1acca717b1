package io.subnetvalidator.scp.p2p;

import static io.subnetvalidator.scp.p2p.LoopbackPeers.DEADLINE;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.LIMITS;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.await;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.failureOf;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.listen;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.PeerException.Reason;
import io.subnetvalidator.scp.p2p.wire.IdentifyMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Libp2pNetworkTest {

    private static final String ECHO = "/test/echo/1.0.0";
    private static final int MIB = 1024 * 1024;

    private final LoopbackPeers peers = new LoopbackPeers();
    private final Libp2pNetwork server = peers.network();
    private final Libp2pNetwork client = peers.network();

    @AfterEach
    void close() {
        peers.close();
    }

    @Test
    void a_request_is_answered_and_both_sides_know_each_other() {
        AtomicReference<PeerId> asked = new AtomicReference<>();
        server.serve(ECHO, 100, (from, request) -> {
            asked.set(from);
            return Future.succeededFuture(request);
        });
        PeerAddress address = listen(server);

        byte[] answer = await(client.request(address, ECHO, text("hello"), 100, DEADLINE));

        assertThat(answer).isEqualTo(text("hello"));
        assertThat(asked).hasValue(client.self());
        assertThat(address.peer()).isEqualTo(server.self());
    }

    @Test
    void an_empty_request_and_an_empty_answer_pass() {
        server.serve(ECHO, 0, (from, request) -> Future.succeededFuture(request));

        assertThat(await(client.request(listen(server), ECHO, new byte[0], 0, DEADLINE)))
                .isEmpty();
    }

    @Test
    void eight_mebibytes_go_there_and_back_through_flow_control() {
        byte[] large = new byte[8 * MIB];
        new Random(1).nextBytes(large);
        server.serve(ECHO, 8 * MIB, (from, request) -> Future.succeededFuture(request));

        byte[] answer = await(client.request(listen(server), ECHO, large, 8 * MIB, DEADLINE));

        assertThat(answer).isEqualTo(large);
        assertThat(peers.awaitState(client, state -> state.streams() == 0).bufferedBytes())
                .isZero();
        assertThat(peers.awaitState(server, state -> state.streams() == 0).bufferedBytes())
                .isZero();
    }

    @Test
    void two_hundred_requests_at_once_share_one_connection() {
        server.serve(ECHO, 20_000, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(server);
        List<byte[]> requests = new ArrayList<>();
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] request = new byte[20_000];
            new Random(i).nextBytes(request);
            requests.add(request);
            answers.add(client.request(address, ECHO, request, 20_000, DEADLINE));
        }

        for (int i = 0; i < 200; i++) {
            assertThat(await(answers.get(i))).isEqualTo(requests.get(i));
        }
        assertThat(await(client.state()).outbound()).isEqualTo(1);
        assertThat(await(server.state()).inbound()).isEqualTo(1);
    }

    @Test
    void more_requests_than_streams_wait_for_their_turn() {
        Libp2pNetwork narrow = peers.network(LIMITS.withStreams(3));
        Libp2pNetwork asker = peers.network(LIMITS.withStreams(3));
        narrow.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(narrow);
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(asker.request(address, ECHO, text("n" + i), 100, DEADLINE));
        }

        for (int i = 0; i < 40; i++) {
            assertThat(await(answers.get(i))).isEqualTo(text("n" + i));
        }
    }

    @Test
    void another_peer_at_the_address_is_a_wrong_identity() {
        server.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(server);
        PeerId expected = PeerKey.generate(peers.random).peerId();

        PeerException failure = failureOf(client.request(
                new PeerAddress(expected, address.host(), address.port()), ECHO, text("x"), 100, DEADLINE));

        assertThat(failure.reason()).isEqualTo(Reason.WRONG_IDENTITY);
        assertThat(failure).hasMessageContaining(server.self().text()).hasMessageContaining(expected.text());
        assertThat(await(client.state()).connections()).isZero();
    }

    @Test
    void a_peer_we_do_not_admit_is_not_dialled() {
        Libp2pNetwork picky = peers.network(peer -> false);

        assertThat(reasonOf(picky.request(listen(server), ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(Reason.NOT_ADMITTED);
        assertThat(await(server.state()).connections()).isZero();
    }

    @Test
    void a_peer_that_does_not_admit_us_hangs_up_before_any_message() {
        Set<PeerId> asked = ConcurrentHashMap.newKeySet();
        Libp2pNetwork picky = peers.network(peer -> !peer.equals(client.self()));
        picky.serve(ECHO, 100, (from, request) -> {
            asked.add(from);
            return Future.succeededFuture(request);
        });
        PeerAddress address = listen(picky);

        PeerException failure = failureOf(client.request(address, ECHO, text("x"), 100, DEADLINE));

        assertThat(failure.reason()).isEqualTo(Reason.HANDSHAKE);
        assertThat(failure).hasMessageContaining("may not admit");
        assertThat(await(server.request(address, ECHO, text("y"), 100, DEADLINE)))
                .isEqualTo(text("y"));
        assertThat(asked).containsExactly(server.self());
    }

    @Test
    void a_connected_peer_that_is_no_longer_admitted_is_disconnected_without_saying_anything() {
        Set<PeerId> banned = ConcurrentHashMap.newKeySet();
        Libp2pNetwork picky = peers.network(peer -> !banned.contains(peer));
        picky.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(picky);
        await(client.request(address, ECHO, text("x"), 100, DEADLINE));

        banned.add(client.self());

        peers.awaitState(picky, state -> state.connections() == 0);
        peers.awaitState(client, state -> state.connections() == 0);
        assertThat(reasonOf(client.request(address, ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(Reason.HANDSHAKE);
    }

    @Test
    void admission_is_asked_for_every_message() {
        Set<PeerId> banned = ConcurrentHashMap.newKeySet();
        PeerNetworkLimits slowTick = PeerNetworkLimits.defaults();
        Libp2pNetwork picky = peers.network(
                PeerKey.generate(peers.random), peer -> !banned.contains(peer), slowTick, PeerNetworkListener.NONE);
        picky.serve(ECHO, 100, (from, request) -> {
            banned.add(from);
            return Future.succeededFuture(request);
        });
        PeerAddress address = listen(picky);
        await(client.request(address, ECHO, text("first"), 100, DEADLINE));

        assertThat(reasonOf(client.request(address, ECHO, text("second"), 100, DEADLINE)))
                .isIn(Reason.RESET, Reason.HANDSHAKE);
    }

    @Test
    void a_protocol_that_is_not_served_is_named() {
        assertThat(failureOf(client.request(listen(server), "/test/other/1.0.0", text("x"), 100, DEADLINE)))
                .hasMessageContaining("/test/other/1.0.0")
                .extracting(PeerException::reason)
                .isEqualTo(Reason.PROTOCOL_UNSUPPORTED);
    }

    @Test
    void the_deadline_ends_a_request_that_is_never_answered() {
        server.serve(ECHO, 100, (from, request) -> Promise.<byte[]>promise().future());
        PeerAddress address = listen(server);

        PeerException failure = failureOf(client.request(address, ECHO, text("x"), 100, Duration.ofMillis(200)));

        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure).hasMessageContaining("waiting for its answer");
        peers.awaitState(server, state -> state.streams() == 0 && state.bufferedBytes() == 0);
        assertThat(await(client.state()).outbound()).isEqualTo(1);
    }

    @Test
    void nobody_at_the_address_is_unreachable() {
        // A port that no program gets by chance: a freed ephemeral port may be somebody else's a moment later.
        PeerAddress address = new PeerAddress(server.self(), "127.0.0.1", 1);

        assertThat(reasonOf(client.request(address, ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void a_peer_that_dies_during_a_request_ends_it() {
        Promise<byte[]> never = Promise.promise();
        Promise<Void> arrived = Promise.promise();
        server.serve(ECHO, 100, (from, request) -> {
            arrived.complete();
            return never.future();
        });
        Future<byte[]> answer = client.request(listen(server), ECHO, text("x"), 100, DEADLINE);
        await(arrived.future());

        await(server.close());

        assertThat(reasonOf(answer)).isIn(Reason.RESET, Reason.CLOSED);
        peers.awaitState(client, state -> state.connections() == 0);
    }

    @Test
    void a_peer_that_comes_back_with_the_same_identity_is_reached_again() {
        PeerKey key = PeerKey.generate(peers.random);
        Libp2pNetwork before = peers.network(key, peer -> true, LIMITS, PeerNetworkListener.NONE);
        before.serve(ECHO, 100, (from, request) -> Future.succeededFuture(text("before")));
        PeerAddress address = listen(before);
        assertThat(await(client.request(address, ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(text("before"));
        await(before.close());
        Libp2pNetwork after = peers.network(key, peer -> true, LIMITS, PeerNetworkListener.NONE);
        after.serve(ECHO, 100, (from, request) -> Future.succeededFuture(text("after")));
        await(after.listen("127.0.0.1", address.port()));

        assertThat(await(client.request(address, ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(text("after"));
    }

    @Test
    void closing_lets_a_running_request_end() {
        Promise<Void> arrived = Promise.promise();
        Promise<byte[]> answer = Promise.promise();
        server.serve(ECHO, 100, (from, request) -> {
            arrived.complete();
            return answer.future();
        });
        Future<byte[]> result = client.request(listen(server), ECHO, text("x"), 100, DEADLINE);
        await(arrived.future());

        Future<Void> closed = server.close();
        peers.awaitState(server, state -> state.draining() == 1);
        answer.complete(text("done"));

        assertThat(await(result)).isEqualTo(text("done"));
        await(closed);
    }

    @Test
    void a_handler_that_fails_or_throws_resets_its_stream_only() {
        server.serve("/test/fails/1.0.0", 100, (from, request) -> Future.failedFuture("no"));
        server.serve("/test/throws/1.0.0", 100, (from, request) -> {
            throw new IllegalStateException("no");
        });
        server.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(server);

        assertThat(reasonOf(client.request(address, "/test/fails/1.0.0", text("x"), 100, DEADLINE)))
                .isEqualTo(Reason.RESET);
        assertThat(reasonOf(client.request(address, "/test/throws/1.0.0", text("x"), 100, DEADLINE)))
                .isEqualTo(Reason.RESET);
        assertThat(await(client.request(address, ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(text("x"));
        assertThat(await(client.state()).outbound()).isEqualTo(1);
    }

    @Test
    void too_large_a_request_resets_its_stream_and_too_large_an_answer_is_refused() {
        server.serve("/test/small/1.0.0", 10, (from, request) -> Future.succeededFuture(request));
        server.serve(ECHO, 1000, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(server);

        assertThat(reasonOf(client.request(address, "/test/small/1.0.0", new byte[11], 100, DEADLINE)))
                .isEqualTo(Reason.RESET);
        assertThat(reasonOf(client.request(address, ECHO, new byte[101], 100, DEADLINE)))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(await(client.request(address, ECHO, new byte[100], 100, DEADLINE)))
                .hasSize(100);
    }

    @Test
    void what_one_connection_may_hold_is_bounded_and_others_go_on() {
        Libp2pNetwork small = peers.network(LIMITS.withBuffers(3L * MIB, 6L * MIB));
        Queue<Promise<byte[]>> pending = new ConcurrentLinkedQueue<>();
        small.serve("/test/hold/1.0.0", MIB, (from, request) -> {
            Promise<byte[]> answer = Promise.promise();
            pending.add(answer);
            return answer.future();
        });
        small.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(small);
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(client.request(address, "/test/hold/1.0.0", new byte[MIB], 100, DEADLINE));
        }

        Predicate<PeerNetworkState> allDecided =
                state -> answers.stream().filter(Future::failed).count() + pending.size() == 8;
        peers.awaitState(small, allDecided);

        assertThat(pending).hasSizeBetween(1, 2);
        assertThat(answers)
                .filteredOn(Future::failed)
                .allSatisfy(answer -> assertThat(reasonOf(answer)).isEqualTo(Reason.RESET));
        assertThat(await(small.state()).peakBufferedBytes()).isLessThan(4L * MIB);
        assertThat(await(server.request(address, ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(text("x"));
    }

    @Test
    void peers_that_dial_each_other_at_once_end_with_one_connection_and_all_answers() {
        for (int round = 0; round < 10; round++) {
            Libp2pNetwork left = peers.network();
            Libp2pNetwork right = peers.network();
            left.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
            right.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
            PeerAddress toLeft = listen(left);
            PeerAddress toRight = listen(right);
            List<Future<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(left.request(toRight, ECHO, text("l" + i), 100, DEADLINE));
                answers.add(right.request(toLeft, ECHO, text("r" + i), 100, DEADLINE));
            }

            await(Future.all(answers));
            peers.awaitState(left, state -> state.connections() == 1);
            peers.awaitState(right, state -> state.connections() == 1);
        }
    }

    @Test
    void inbound_connections_from_one_address_are_limited() {
        Libp2pNetwork small = peers.network(LIMITS.withConnections(10, 10, 2));
        small.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(small);
        await(client.request(address, ECHO, text("x"), 100, DEADLINE));
        await(server.request(address, ECHO, text("x"), 100, DEADLINE));

        Libp2pNetwork third = peers.network();
        assertThat(reasonOf(third.request(address, ECHO, text("x"), 100, DEADLINE)))
                .isEqualTo(Reason.HANDSHAKE);
        assertThat(await(client.request(address, ECHO, text("y"), 100, DEADLINE)))
                .isEqualTo(text("y"));
    }

    @Test
    void a_connection_nobody_uses_is_closed() {
        Libp2pNetwork shortIdle = peers.network(LIMITS.withTimes(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                Duration.ofMillis(500),
                Duration.ofMillis(50)));
        server.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        await(shortIdle.request(listen(server), ECHO, text("x"), 100, DEADLINE));

        peers.awaitState(shortIdle, state -> state.connections() == 0);
        peers.awaitState(server, state -> state.connections() == 0);
    }

    @Test
    void peers_tell_what_they_serve_and_answer_pings() {
        server.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(server);

        IdentifyMessage said = await(client.identify(address, DEADLINE));
        await(client.ping(address, DEADLINE));

        assertThat(said.peer()).hasValue(server.self());
        assertThat(said.protocols()).contains(ECHO, "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0");
        assertThat(said.agent()).startsWith("subnet-validator/");
    }

    @Test
    void an_occupied_port_is_a_clear_error() {
        PeerAddress address = listen(server);

        assertThat(failureOf(client.listen("127.0.0.1", address.port())))
                .hasMessageContaining("cannot listen on 127.0.0.1:" + address.port());
    }

    @Test
    void the_listener_hears_connections_and_outcomes() {
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        Libp2pNetwork observed =
                peers.network(PeerKey.generate(peers.random), peer -> true, LIMITS, new PeerNetworkListener() {
                    @Override
                    public void connected(Direction direction, PeerId peer) {
                        heard.add("connected " + direction + " " + peer);
                    }

                    @Override
                    public void requested(PeerId peer, String protocol, Optional<Reason> failure) {
                        heard.add("requested " + protocol + " "
                                + failure.map(Reason::name).orElse("answered"));
                    }
                });
        server.serve(ECHO, 100, (from, request) -> Future.succeededFuture(request));
        PeerAddress address = listen(server);
        await(observed.request(address, ECHO, text("x"), 100, DEADLINE));
        failureOf(observed.request(address, "/none/1.0.0", text("x"), 100, DEADLINE));

        assertThat(heard)
                .containsExactly(
                        "connected OUTBOUND " + server.self(),
                        "requested " + ECHO + " answered",
                        "requested /none/1.0.0 PROTOCOL_UNSUPPORTED");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
