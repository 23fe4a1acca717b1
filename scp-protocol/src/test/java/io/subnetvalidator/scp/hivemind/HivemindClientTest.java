package io.subnetvalidator.scp.hivemind;

import static io.subnetvalidator.scp.p2p.LoopbackPeers.DEADLINE;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.LoopbackPeers;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.PeerException.Reason;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client against a server with an RSA identity that shares no codec with it. */
class HivemindClientTest {

    private static final int HIDDEN = 64;
    private static final Duration SOON = Duration.ofMillis(200);
    private static final BlockUids BLOCKS = new BlockUids("llama", new BlockSpan(3, 2));

    private final LoopbackPeers peers = new LoopbackPeers();
    private final Libp2pNetwork network = peers.network();
    private final HivemindClient client =
            new HivemindClient(network, HivemindLimits.defaults(), peers.random, System::currentTimeMillis);
    private final SwarmServer server = new SwarmServer(HIDDEN, 300_000, HivemindClientTest::runningSums);

    /** Every row is the sum of all rows so far, so that an output is right only when the server has seen every row in order. */
    private static float[] runningSums(float[] rows, int tokens) {
        float[] out = rows.clone();
        for (int i = HIDDEN; i < out.length; i++) {
            out[i] += out[i - HIDDEN];
        }
        return out;
    }

    @AfterEach
    void close() {
        server.close();
        peers.close();
    }

    @Test
    void a_server_with_an_rsa_identity_describes_itself() {
        server.info = Golden.bytes("info");

        ServerDescription described = await(client.info(server.address(), BLOCKS, DEADLINE));

        assertThat(described.version()).hasValue("2.3.0.dev2");
        assertThat(server.uids).containsExactly("llama.3 llama.4");
        assertThat(server.address().peer().text()).startsWith("Qm");
    }

    @Test
    void a_unary_call_keeps_its_side_open_until_it_is_answered() {
        Tensor.Floats hidden = hidden(5);

        Tensor.Floats output = await(client.forward(server.address(), BLOCKS, hidden, DEADLINE));

        assertThat(output.values()).isEqualTo(runningSums(hidden.values(), 5));
        assertThat(output.shape()).isEqualTo(hidden.shape());
        assertThat(server.calls).containsExactly("TransformerConnectionHandler.rpc_forward");
        assertNothingIsLeft();
    }

    @Test
    void tensors_above_the_limit_of_a_message_go_and_come_in_parts() {
        Tensor.Floats hidden = hidden(20_000);

        Tensor.Floats output = await(client.forward(server.address(), BLOCKS, hidden, DEADLINE));

        assertThat(output.values()).isEqualTo(runningSums(hidden.values(), 20_000));
        assertThat(server.calls).containsExactly("forward_stream of 4");
        assertThat(server.uids).hasSize(4).containsOnly("llama.3 llama.4");
        assertNothingIsLeft();
    }

    @Test
    void a_session_goes_on_where_the_step_before_ended_and_is_closed_in_good_order() {
        Tensor.Floats hidden = hidden(9);
        InferenceSession session = await(client.infer(server.address(), BLOCKS, 9, DEADLINE));
        float[] expected = runningSums(hidden.values(), 9);

        int position = 0;
        for (int tokens : new int[] {6, 1, 2}) {
            Tensor.Floats output = await(session.step(rows(hidden, position, position + tokens), DEADLINE));
            assertThat(output.values())
                    .isEqualTo(java.util.Arrays.copyOfRange(expected, position * HIDDEN, (position + tokens) * HIDDEN));
            position += tokens;
        }
        assertThat(session.position()).isEqualTo(9);
        assertThatThrownBy(() -> session.step(hidden(1), DEADLINE)).isInstanceOf(IllegalArgumentException.class);
        await(session.close(DEADLINE));

        assertThat(server.ended).containsExactly("asked to");
        assertNothingIsLeft();
    }

    @Test
    void a_session_step_above_a_message_is_not_sent() {
        InferenceSession session = await(client.infer(server.address(), BLOCKS, 100_000, DEADLINE));

        assertThatThrownBy(() -> session.step(hidden(20_000), DEADLINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fewer tokens");
    }

    @ParameterizedTest
    @EnumSource(
            value = SwarmServer.Fault.class,
            names = {"ERROR", "SILENCE", "HALF_A_MESSAGE", "ENDLESS_MESSAGE", "GARBAGE"})
    void a_bad_server_fails_streams_and_sessions_with_what_it_did(SwarmServer.Fault fault) {
        server.fault = fault;
        Duration patience = fault == SwarmServer.Fault.SILENCE ? SOON : DEADLINE;

        Throwable streamed = failureOf(client.forward(server.address(), BLOCKS, hidden(5_000), patience));
        InferenceSession session = await(client.infer(server.address(), BLOCKS, 9, DEADLINE));
        Throwable stepped = failureOf(session.step(hidden(2), patience));

        for (Throwable failure : List.of(streamed, stepped)) {
            switch (fault) {
                case ERROR ->
                    assertThat(failure).isInstanceOf(ServerErrorException.class).hasMessage("cache is full");
                case SILENCE -> assertReason(failure, Reason.TIMEOUT);
                case HALF_A_MESSAGE -> assertReason(failure, Reason.RESET);
                case ENDLESS_MESSAGE -> assertReason(failure, Reason.TOO_LARGE);
                default -> assertReason(failure, Reason.MALFORMED);
            }
        }
        assertThat(failureOf(session.step(hidden(1), DEADLINE))).isInstanceOf(PeerException.class);
        server.fault = SwarmServer.Fault.NONE;
        assertThat(await(client.forward(server.address(), BLOCKS, hidden(1), DEADLINE))
                        .shape())
                .isEqualTo(Shape.of(1, 1, HIDDEN));
    }

    @ParameterizedTest
    @EnumSource(
            value = SwarmServer.Fault.class,
            names = {"ERROR", "SILENCE", "GARBAGE"})
    void a_bad_server_fails_a_unary_call_with_what_it_did(SwarmServer.Fault fault) {
        server.fault = fault;
        Duration patience = fault == SwarmServer.Fault.SILENCE ? SOON : DEADLINE;

        Throwable failure = failureOf(client.forward(server.address(), BLOCKS, hidden(5), patience));

        switch (fault) {
            case ERROR ->
                assertThat(failure).isInstanceOf(ServerErrorException.class).hasMessage("no block here");
            case SILENCE -> assertReason(failure, Reason.TIMEOUT);
            default -> assertReason(failure, Reason.MALFORMED);
        }
    }

    @Test
    void a_server_that_is_not_admitted_is_not_called() {
        HivemindClient picky = new HivemindClient(
                peers.network(peer -> false), HivemindLimits.defaults(), peers.random, System::currentTimeMillis);

        assertReason(failureOf(picky.infer(server.address(), BLOCKS, 9, DEADLINE)), Reason.NOT_ADMITTED);
        assertReason(failureOf(picky.info(server.address(), DEADLINE)), Reason.NOT_ADMITTED);
    }

    @Test
    void a_dht_node_answers_a_ping() {
        assertThat(await(client.ping(server.address(), DEADLINE)).available()).isTrue();
    }

    @Test
    void servers_of_blocks_are_found_and_expired_or_unreachable_ones_left_out() {
        server.findResponse = Golden.bytes("find.response");
        PeerId unknown = PeerId.parse("12D3KooWGzxzKZYveHXtpG6AsrUJBcWxHBFS2HsEoGTxrMLvKXtf");
        PeerAddress nobody = new PeerAddress(unknown, "127.0.0.1", 1);
        long now = 1_850_000_000_000L;
        BlockDirectory directory = new BlockDirectory(
                client, peer -> peer.equals(unknown) ? Optional.of(nobody) : Optional.empty(), () -> now, 10);

        BlockDirectory.Found found = await(directory.servers(BLOCKS, List.of(server.address()), DEADLINE));

        assertThat(found.servers().get(3))
                .extracting(found3 -> found3.peer().text())
                .containsExactly("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
        assertThat(found.answered()).containsExactly(server.address().peer());
        assertThat(found.silent()).containsOnlyKeys(unknown);
    }

    @Test
    void a_search_asks_no_more_nodes_than_it_may() {
        server.findResponse = Golden.bytes("find.response");
        BlockDirectory directory =
                new BlockDirectory(client, peer -> Optional.of(new PeerAddress(peer, "127.0.0.1", 1)), () -> 0, 1);

        BlockDirectory.Found found = await(directory.servers(BLOCKS, List.of(server.address()), DEADLINE));

        assertThat(found.silent()).isEmpty();
        assertThat(found.servers().get(3)).hasSize(2);
    }

    @Test
    void a_node_that_answers_with_too_few_results_is_left_out() {
        ByteArrayOutputStream none = new ByteArrayOutputStream();
        SwarmServer.field(none, 3, new byte[0]);
        server.findResponse = none.toByteArray();
        BlockDirectory directory = new BlockDirectory(client, peer -> Optional.empty(), () -> 0, 10);

        BlockDirectory.Found found = await(directory.servers(BLOCKS, List.of(server.address()), DEADLINE));

        assertThat(found.answered()).isEmpty();
        assertThat(found.silent()).containsOnlyKeys(server.address().peer());
    }

    private void assertNothingIsLeft() {
        assertThat(peers.awaitState(network, state -> state.streams() == 0).bufferedBytes())
                .isZero();
    }

    private static void assertReason(Throwable failure, Reason reason) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static Throwable failureOf(Future<?> future) {
        try {
            await(future);
        } catch (CompletionException e) {
            return java.util.Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("succeeded where a failure was due");
    }

    private static Tensor.Floats hidden(int tokens) {
        Random random = new Random(tokens);
        float[] values = new float[tokens * HIDDEN];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(16);
        }
        return new Tensor.Floats(Shape.of(1, tokens, HIDDEN), ElementType.FLOAT32, values);
    }

    private static Tensor.Floats rows(Tensor.Floats all, int from, int to) {
        return new Tensor.Floats(
                Shape.of(1, to - from, HIDDEN),
                ElementType.FLOAT32,
                java.util.Arrays.copyOfRange(all.values(), from * HIDDEN, to * HIDDEN));
    }
}
