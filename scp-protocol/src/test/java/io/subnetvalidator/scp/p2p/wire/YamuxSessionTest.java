package io.subnetvalidator.scp.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Hex;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class YamuxSessionTest {

    private static final YamuxLimits LIMITS = YamuxLimits.ofStreams(8);

    private final YamuxSession dialer = new YamuxSession(true, LIMITS);
    private final YamuxSession listener = new YamuxSession(false, LIMITS);

    @Test
    void headers_are_those_of_the_specification() {
        int stream = dialer.open();
        dialer.write(stream, new byte[] {7});
        dialer.finish(stream);

        assertThat(Hex.encode(dialer.poll().orElseThrow())).endsWith("000100010000000100000000");
        assertThat(Hex.encode(dialer.poll().orElseThrow())).endsWith("00000000000000010000000107");
        assertThat(Hex.encode(dialer.poll().orElseThrow())).endsWith("000000040000000100000000");
        assertThat(dialer.poll()).isEmpty();
    }

    @Test
    void an_end_that_comes_with_data_is_understood_though_we_send_it_apart() {
        listener.receive(dialerFrame("0x000100010000000100000000"));
        List<YamuxEvent> events = listener.receive(dialerFrame("0x00000004000000010000000107"));

        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(YamuxEvent.Data.class);
        assertThat(events.get(1)).isEqualTo(new YamuxEvent.Finished(1));
    }

    private static byte[] dialerFrame(String hex) {
        return Hex.decode(hex);
    }

    @Test
    void many_streams_carry_random_bytes_both_ways_under_small_steps() {
        Random random = new Random(11);
        Map<Integer, byte[]> sent = new HashMap<>();
        Map<Integer, ByteArrayOutputStream> received = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            byte[] bytes = new byte[random.nextInt(700_000)];
            random.nextBytes(bytes);
            int stream = dialer.open();
            dialer.write(stream, bytes);
            dialer.finish(stream);
            sent.put(stream, bytes);
        }
        List<Integer> finished = new ArrayList<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Optional<byte[]> frame = dialer.poll(); frame.isPresent(); frame = dialer.poll()) {
                moved = true;
                for (YamuxEvent event : receiveInPieces(listener, frame.get(), random)) {
                    if (event instanceof YamuxEvent.Data data) {
                        int size = data.bytes().size();
                        received.computeIfAbsent(data.stream(), id -> new ByteArrayOutputStream())
                                .writeBytes(data.bytes().takeAll());
                        listener.consumed(data.stream(), size);
                    } else if (event instanceof YamuxEvent.Finished end) {
                        finished.add(end.stream());
                        listener.finish(end.stream());
                    }
                }
            }
            moved |= pump(listener, dialer) > 0;
        }

        assertThat(finished).hasSize(8);
        sent.forEach((stream, bytes) -> assertThat(received)
                .hasEntrySatisfying(stream, got -> assertThat(got.toByteArray()).isEqualTo(bytes)));
        assertThat(dialer.streams()).isZero();
        assertThat(listener.streams()).isZero();
        assertThat(dialer.sendBuffered()).isZero();
    }

    @Test
    void a_sender_stops_at_the_window_until_the_receiver_has_consumed() {
        int stream = dialer.open();
        dialer.write(stream, new byte[YamuxSession.INITIAL_WINDOW + 1000]);

        int sent = pump(dialer, listener);

        assertThat(dialer.sendBuffered()).isEqualTo(1000);
        assertThat(sent).isLessThan(YamuxSession.INITIAL_WINDOW + 1000);
        listener.consumed(stream, YamuxSession.INITIAL_WINDOW);
        pump(listener, dialer);
        pump(dialer, listener);
        assertThat(dialer.sendBuffered()).isZero();
    }

    @Test
    void streams_take_turns() {
        int first = dialer.open();
        int second = dialer.open();
        dialer.write(first, new byte[200_000]);
        dialer.write(second, new byte[10]);
        List<Integer> order = new ArrayList<>();
        for (Optional<byte[]> frame = dialer.poll(); frame.isPresent(); frame = dialer.poll()) {
            if (frame.get()[1] == YamuxFrame.DATA) {
                order.add((int) frame.get()[7]);
            }
        }

        assertThat(order.subList(0, 2)).containsExactly(first, second);
    }

    @Test
    void a_reset_drops_what_is_queued_on_both_ends() {
        int stream = dialer.open();
        dialer.write(stream, new byte[500_000]);
        pump(dialer, listener);
        dialer.reset(stream);

        assertThat(dialer.sendBuffered()).isZero();
        assertThat(receiveAll(dialer, listener)).contains(new YamuxEvent.Reset(stream));
        assertThat(listener.streams()).isZero();
    }

    @Test
    void late_frames_of_a_stream_that_was_reset_are_dropped() {
        int stream = dialer.open();
        dialer.write(stream, new byte[10]);
        pump(dialer, listener);
        listener.reset(stream);
        dialer.write(stream, new byte[10]);

        assertThat(receiveAll(dialer, listener)).isEmpty();
    }

    @Test
    void a_ping_is_answered_with_its_value() {
        dialer.ping(0x0102_0304);
        pump(dialer, listener);

        assertThat(receiveAll(listener, dialer)).containsExactly(new YamuxEvent.Pong(0x0102_0304));
    }

    @Test
    void streams_beyond_the_limit_are_reset_and_a_flood_of_them_ends_the_connection() {
        for (int i = 0; i < 8; i++) {
            listener.receive(syn(1 + 2 * i));
        }
        assertThat(listener.receive(syn(17))).isEmpty();
        assertThat(listener.streams()).isEqualTo(8);

        assertThatThrownBy(() -> {
                    for (int i = 9; i < 1000; i++) {
                        listener.receive(syn(1 + 2 * i));
                        drain(listener);
                    }
                })
                .isInstanceOf(WireException.class)
                .hasMessageContaining("beyond");
        assertThat(listener.streams()).isEqualTo(8);
    }

    @Test
    void a_flood_of_pings_that_nobody_reads_the_answers_of_ends_the_connection() {
        byte[] ping = new YamuxFrame(YamuxFrame.PING, YamuxFrame.SYN, 0, 1).encode();

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        listener.receive(ping);
                    }
                })
                .isInstanceOf(WireException.class)
                .hasMessageContaining("does not read");
    }

    @Test
    void broken_frames_are_refused() {
        assertRefused("another version", header(1, YamuxFrame.DATA, 0, 1, 0));
        assertRefused("an unknown type", header(0, 4, 0, 1, 0));
        assertRefused("data for a stream that never was", header(0, YamuxFrame.DATA, 0, 1, 4), new byte[4]);
        assertRefused("data for a stream of ours that never was", header(0, YamuxFrame.DATA, 0, 2, 4), new byte[4]);
        assertRefused("data for the connection", header(0, YamuxFrame.DATA, 0, 0, 4), new byte[4]);
        assertRefused("a window for a stream that never was", header(0, YamuxFrame.WINDOW_UPDATE, 0, 9, 4));
        assertRefused("an id of the wrong parity", syn(2));
        assertRefused("stream zero", syn(0));
        assertRefused("a negative stream id", syn(0x8000_0001));
        assertRefused("a stream opened twice", syn(3), syn(3));
        assertRefused("ids that go down", syn(5), syn(3));
        assertRefused("a ping on a stream", header(0, YamuxFrame.PING, YamuxFrame.SYN, 1, 0));
        assertRefused("a length above every window", syn(1), header(0, YamuxFrame.DATA, 0, 1, 0x7FFF_FFFF));
        assertRefused("a length with its highest bit set", syn(1), header(0, YamuxFrame.DATA, 0, 1, 0xFFFF_FFFFL));
        assertRefused(
                "more data than the window",
                syn(1),
                header(0, YamuxFrame.DATA, 0, 1, YamuxSession.INITIAL_WINDOW),
                new byte[YamuxSession.INITIAL_WINDOW],
                header(0, YamuxFrame.DATA, 0, 1, 1));
        assertRefused("a window above 2^32 - 1", syn(1), header(0, YamuxFrame.WINDOW_UPDATE, 0, 1, 0xFFFF_FFFFL));
        assertRefused(
                "data after the end",
                syn(1),
                header(0, YamuxFrame.DATA, YamuxFrame.FIN, 1, 0),
                header(0, YamuxFrame.DATA, 0, 1, 1),
                new byte[1]);
    }

    @Test
    void a_lying_length_keeps_no_more_than_a_window() {
        listener.receive(syn(1));
        listener.receive(header(0, YamuxFrame.DATA, 0, 1, YamuxSession.INITIAL_WINDOW));
        listener.receive(new byte[1000]);

        assertThat(listener.receiveBuffered()).isEqualTo(YamuxFrame.HEADER + 1000);
    }

    private static void assertRefused(String what, byte[]... frames) {
        YamuxSession session = new YamuxSession(false, LIMITS);
        assertThatThrownBy(() -> {
                    for (byte[] frame : frames) {
                        session.receive(frame);
                    }
                })
                .as(what)
                .isInstanceOf(WireException.class);
    }

    private static byte[] syn(int stream) {
        return header(0, YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, stream, 0);
    }

    private static byte[] header(int version, int type, int flags, int stream, long value) {
        byte[] header = new YamuxFrame(type, flags, stream, value).encode();
        header[0] = (byte) version;
        return header;
    }

    private static void drain(YamuxSession session) {
        while (session.poll().isPresent()) {
            // Only the side effect counts.
        }
    }

    private static int pump(YamuxSession from, YamuxSession to) {
        int bytes = 0;
        for (Optional<byte[]> frame = from.poll(); frame.isPresent(); frame = from.poll()) {
            bytes += frame.get().length;
            to.receive(frame.get());
        }
        return bytes;
    }

    private static List<YamuxEvent> receiveAll(YamuxSession from, YamuxSession to) {
        List<YamuxEvent> events = new ArrayList<>();
        for (Optional<byte[]> frame = from.poll(); frame.isPresent(); frame = from.poll()) {
            events.addAll(to.receive(frame.get()));
        }
        return events;
    }

    private static List<YamuxEvent> receiveInPieces(YamuxSession session, byte[] bytes, Random random) {
        List<YamuxEvent> events = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(20_000));
            events.addAll(session.receive(java.util.Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        return events;
    }
}
