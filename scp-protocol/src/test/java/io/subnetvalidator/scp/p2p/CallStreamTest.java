package io.subnetvalidator.scp.p2p;

import static io.subnetvalidator.scp.p2p.LoopbackPeers.DEADLINE;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.await;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.scp.p2p.PeerException.Reason;
import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.FixedLength;
import io.subnetvalidator.scp.p2p.wire.RsaPeer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallStreamTest {

    private static final String ECHO = "Test.echo";
    private static final String FLOOD = "Test.flood";
    private static final String HANG_UP = "Test.hang_up";
    private static final int LENGTH = 4;
    private static final long MAX_UNREAD = 1000;

    private final LoopbackPeers peers = new LoopbackPeers();
    private final AtomicBoolean admitted = new AtomicBoolean(true);
    private final Libp2pNetwork network = peers.network(peer -> admitted.get());
    private final RsaPeer server = new RsaPeer(CallStreamTest::serve);
    private final PeerAddress address = new PeerAddress(RsaPeer.id(), "127.0.0.1", server.port());

    private static Optional<RsaPeer.End> serve(String protocol) {
        return switch (protocol) {
            case ECHO -> Optional.of(new Echo());
            case FLOOD -> Optional.of(new Sending(new byte[(int) MAX_UNREAD / 2], false));
            case HANG_UP -> Optional.of(new Sending(new byte[LENGTH + 1], true));
            default -> Optional.empty();
        };
    }

    /** Sends back what comes, and ends its side when the client has ended its own. */
    private static final class Echo implements RsaPeer.End {

        private final ByteQueue pending = new ByteQueue();
        private boolean ended;

        @Override
        public void received(ByteQueue in) {
            pending.append(in.takeAll());
        }

        @Override
        public void ended() {
            ended = true;
        }

        @Override
        public void settle(RsaPeer.Replies replies) {
            replies.send(pending.takeAll());
            if (ended) {
                replies.finish();
            }
        }
    }

    /** Sends this once, whatever comes. */
    private static final class Sending implements RsaPeer.End {

        private final byte[] bytes;
        private final boolean ends;
        private boolean sent;

        Sending(byte[] bytes, boolean ends) {
            this.bytes = bytes;
            this.ends = ends;
        }

        @Override
        public void received(ByteQueue in) {
            in.clear();
        }

        @Override
        public void ended() {}

        @Override
        public void settle(RsaPeer.Replies replies) {
            if (!sent) {
                sent = true;
                replies.send(bytes);
                if (ends) {
                    replies.finish();
                }
            }
        }
    }

    @AfterEach
    void close() {
        server.close();
        peers.close();
    }

    @Test
    void messages_pass_both_ways_and_the_answer_still_comes_after_a_half_close() {
        CallStream stream = open(ECHO);
        stream.send(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

        assertThat(next(stream)).hasValue(new byte[] {1, 2, 3, 4});
        assertThat(next(stream)).hasValue(new byte[] {5, 6, 7, 8});
        stream.send(new byte[] {9, 9, 9, 9});
        stream.finish();
        assertThat(next(stream)).hasValue(new byte[] {9, 9, 9, 9});
        assertThat(next(stream)).isEmpty();
        assertThat(next(stream)).isEmpty();
        stream.close();

        assertNothingIsLeft();
    }

    @Test
    void a_protocol_that_is_not_served_is_not_opened() {
        assertThat(reasonOf(network.open(address, "Test.other", new FixedLength(LENGTH), MAX_UNREAD, DEADLINE)))
                .isEqualTo(Reason.PROTOCOL_UNSUPPORTED);
        assertNothingIsLeft();
    }

    @Test
    void a_stream_closed_before_its_remote_is_reset_and_ends_its_reader() {
        CallStream stream = open(ECHO);
        Future<Optional<byte[]>> reading = stream.next(DEADLINE);

        stream.close();

        assertThat(reasonOf(reading)).isEqualTo(Reason.CLOSED);
        assertThat(reasonOf(stream.next(DEADLINE))).isEqualTo(Reason.CLOSED);
        stream.send(new byte[LENGTH]);
        stream.close();
        assertNothingIsLeft();
    }

    @Test
    void a_message_that_does_not_come_in_time_ends_the_stream() {
        CallStream stream = open(ECHO);

        assertThat(reasonOf(stream.next(Duration.ofMillis(50)))).isEqualTo(Reason.TIMEOUT);
        assertThat(reasonOf(stream.next(DEADLINE))).isEqualTo(Reason.TIMEOUT);
        assertNothingIsLeft();
    }

    @Test
    void small_messages_that_take_more_than_may_wait_unread_end_the_stream() {
        CallStream stream = open(FLOOD);

        peers.awaitState(network, state -> state.streams() == 0);
        assertThat(reasonOf(stream.next(DEADLINE))).isEqualTo(Reason.TOO_LARGE);
        assertNothingIsLeft();
        await(network.open(address, ECHO, new FixedLength(LENGTH), MAX_UNREAD, DEADLINE))
                .close();
    }

    @Test
    void an_end_in_the_middle_of_a_message_is_a_failure_after_the_messages_before_it() {
        CallStream stream = open(HANG_UP);

        assertThat(next(stream)).hasValue(new byte[LENGTH]);
        assertThat(reasonOf(stream.next(DEADLINE))).isEqualTo(Reason.RESET);
        stream.close();
        assertNothingIsLeft();
    }

    @Test
    void one_message_is_waited_for_at_a_time() {
        CallStream stream = open(ECHO);
        Future<Optional<byte[]>> first = stream.next(DEADLINE);

        assertThatThrownBy(() -> await(stream.next(DEADLINE))).hasCauseInstanceOf(IllegalStateException.class);
        stream.send(new byte[LENGTH]);
        assertThat(await(first)).isPresent();
        stream.close();
    }

    @Test
    void a_peer_that_is_no_longer_admitted_loses_its_streams() {
        CallStream stream = open(ECHO);
        Future<Optional<byte[]>> reading = stream.next(DEADLINE);

        admitted.set(false);

        assertThat(reasonOf(reading)).isEqualTo(Reason.NOT_ADMITTED);
        assertThat(reasonOf(stream.next(DEADLINE))).isEqualTo(Reason.NOT_ADMITTED);
    }

    @Test
    void a_lost_connection_ends_its_streams() {
        CallStream stream = open(ECHO);
        Future<Optional<byte[]>> reading = stream.next(DEADLINE);

        server.close();

        assertThat(reasonOf(reading)).isEqualTo(Reason.RESET);
        stream.close();
    }

    private CallStream open(String protocol) {
        return await(network.open(address, protocol, new FixedLength(LENGTH), MAX_UNREAD, DEADLINE));
    }

    private static Optional<byte[]> next(CallStream stream) {
        return await(stream.next(DEADLINE));
    }

    private void assertNothingIsLeft() {
        assertThat(peers.awaitState(network, state -> state.streams() == 0).bufferedBytes())
                .isZero();
    }
}
