package io.subnetvalidator.scp.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 100_000})
    void a_framed_message_comes_back_however_its_bytes_are_cut(int length) {
        byte[] message = new byte[length];
        new Random(length).nextBytes(message);
        byte[] framed = LengthPrefixed.frame(message);
        for (int cut : new int[] {1, 2, 3, 1000, framed.length}) {
            LengthPrefixed decoder = new LengthPrefixed(length);
            ByteQueue in = new ByteQueue();
            for (int from = 0; from < framed.length; from += cut) {
                assertThat(decoder.next(in)).isEmpty();
                in.append(java.util.Arrays.copyOfRange(framed, from, Math.min(framed.length, from + cut)));
            }
            assertThat(decoder.next(in)).hasValue(message);
            assertThat(in.isEmpty()).isTrue();
        }
    }

    @Test
    void a_length_above_the_limit_is_refused_before_its_bytes_come() {
        ByteQueue in = queue(0x80, 0x80, 0x40);

        assertThatThrownBy(() -> new LengthPrefixed(1000).next(in))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.layer()).isEqualTo(WireException.Layer.LIMIT));
    }

    @Test
    void a_length_that_never_ends_is_refused_after_four_bytes() {
        assertThat(new LengthPrefixed(1000).next(queue(0xFF, 0xFF, 0xFF))).isEmpty();
        assertThatThrownBy(() -> new LengthPrefixed(1000).next(queue(0xFF, 0xFF, 0xFF, 0xFF)))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.layer()).isEqualTo(WireException.Layer.FRAME));
    }

    @Test
    void a_length_in_a_longer_form_than_needed_is_refused() {
        assertThatThrownBy(() -> new LengthPrefixed(1000).next(queue(0x81, 0x00)))
                .isInstanceOf(WireException.class);
    }

    @Test
    void dialer_and_listener_agree_on_the_first_common_protocol() {
        MultistreamNegotiator dialer = MultistreamNegotiator.dialer(List.of("/a", "/b", "/c"));
        MultistreamNegotiator listener = MultistreamNegotiator.listener(List.of("/c", "/b")::contains);

        run(dialer, listener);

        assertThat(dialer.protocol()).isEqualTo("/b");
        assertThat(listener.protocol()).isEqualTo("/b");
    }

    @Test
    void a_dialer_without_a_common_protocol_is_refused() {
        MultistreamNegotiator dialer = MultistreamNegotiator.dialer(List.of("/a", "/b"));
        MultistreamNegotiator listener = MultistreamNegotiator.listener("/c"::equals);

        assertThat(run(dialer, listener)).isEqualTo(MultistreamNegotiator.Status.REFUSED);
    }

    @Test
    void what_follows_the_agreement_stays_for_the_next_layer() {
        MultistreamNegotiator listener = MultistreamNegotiator.listener("/a"::equals);
        ByteQueue in = new ByteQueue();
        MultistreamNegotiator.dialer(List.of("/a")).start(in);
        in.append(new byte[] {1, 2, 3});

        assertThat(listener.receive(in, new ByteQueue())).isEqualTo(MultistreamNegotiator.Status.AGREED);
        assertThat(in.takeAll()).containsExactly(1, 2, 3);
    }

    @Test
    void the_first_bytes_of_a_dialer_are_those_of_the_specification() {
        ByteQueue out = new ByteQueue();
        MultistreamNegotiator.dialer(List.of("/noise")).start(out);

        assertThat(new String(out.takeAll(), StandardCharsets.UTF_8))
                .isEqualTo("\u0013/multistream/1.0.0\n\u0007/noise\n");
    }

    @Test
    void a_listener_refuses_an_oversized_line_a_line_without_newline_and_another_header() {
        assertRefusedByListener(new byte[] {(byte) 0x81, 0x08});
        assertRefusedByListener(LengthPrefixed.frame("/multistream/1.0.0".getBytes(StandardCharsets.UTF_8)));
        assertRefusedByListener(LengthPrefixed.frame(new byte[0]));
        assertRefusedByListener(LengthPrefixed.frame("/multistream/2.0.0\n".getBytes(StandardCharsets.UTF_8)));
        assertRefusedByListener(
                ("GET / HTTP/1.1\r\nHost: " + "x".repeat(80) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_listener_ends_a_dialer_that_proposes_without_end() {
        ByteQueue in = new ByteQueue();
        in.append(LengthPrefixed.frame("/multistream/1.0.0\n".getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < 32; i++) {
            in.append(LengthPrefixed.frame(("/p" + i + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        MultistreamNegotiator listener = MultistreamNegotiator.listener("/never"::equals);

        assertThatThrownBy(() -> listener.receive(in, new ByteQueue())).isInstanceOf(WireException.class);
    }

    @Test
    void a_dialer_refuses_an_answer_it_did_not_propose() {
        MultistreamNegotiator dialer = MultistreamNegotiator.dialer(List.of("/a"));
        ByteQueue in = new ByteQueue();
        in.append(LengthPrefixed.frame("/multistream/1.0.0\n".getBytes(StandardCharsets.UTF_8)));
        in.append(LengthPrefixed.frame("/b\n".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> dialer.receive(in, new ByteQueue())).isInstanceOf(WireException.class);
    }

    @Test
    void random_bytes_never_get_through_as_anything_but_a_wire_exception() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            onlyWireException(() -> Protobuf.parse(garbage));
            onlyWireException(() -> IdentifyMessage.decode(garbage));
            onlyWireException(() -> NoiseIdentity.verify(garbage, new byte[32]));
            onlyWireException(
                    () -> MultistreamNegotiator.listener("/a"::equals).receive(queueOf(garbage), new ByteQueue()));
            onlyWireException(() -> new YamuxSession(true, YamuxLimits.ofStreams(4)).receive(garbage));
        }
    }

    private static void onlyWireException(Runnable action) {
        try {
            action.run();
        } catch (WireException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    private static void assertRefusedByListener(byte[] bytes) {
        MultistreamNegotiator listener = MultistreamNegotiator.listener("/a"::equals);
        assertThatThrownBy(() -> listener.receive(queueOf(bytes), new ByteQueue()))
                .isInstanceOf(WireException.class);
    }

    private static MultistreamNegotiator.Status run(MultistreamNegotiator dialer, MultistreamNegotiator listener) {
        ByteQueue toListener = new ByteQueue();
        ByteQueue toDialer = new ByteQueue();
        dialer.start(toListener);
        MultistreamNegotiator.Status status = MultistreamNegotiator.Status.PENDING;
        while (status == MultistreamNegotiator.Status.PENDING) {
            listener.receive(toListener, toDialer);
            status = dialer.receive(toDialer, toListener);
        }
        return status;
    }

    private static ByteQueue queueOf(byte[] bytes) {
        ByteQueue queue = new ByteQueue();
        queue.append(bytes);
        return queue;
    }

    private static ByteQueue queue(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return queueOf(bytes);
    }
}
