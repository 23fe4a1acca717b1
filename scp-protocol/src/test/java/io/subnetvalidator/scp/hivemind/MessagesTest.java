package io.subnetvalidator.scp.hivemind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final HivemindLimits LIMITS = HivemindLimits.defaults();
    private static final UnaryCall CALL =
            new UnaryCall(Hex.decode("000102030405060708090a0b0c0d0e0f"), "TransformerConnectionHandler.rpc_info");
    private static final PeerId RSA_PEER = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
    private static final PeerId ED25519_PEER = PeerId.parse("12D3KooWGzxzKZYveHXtpG6AsrUJBcWxHBFS2HsEoGTxrMLvKXtf");

    /** A decoder under fuzz. */
    @FunctionalInterface
    private interface Decoder {
        Object decode(byte[] bytes);
    }

    @Test
    void a_unary_call_has_the_bytes_of_an_independent_implementation() {
        byte[] uid = Hex.decode("0a076c6c616d612e33");

        assertThat(Hex.encode(CALL.request(uid))).isEqualTo(Golden.hex("unary.request"));
    }

    @Test
    void the_answer_to_a_call_is_what_the_server_sent() {
        ServerDescription server = ServerDescription.parse(CALL.answer(Golden.bytes("unary.answer")));

        assertThat(server.version()).hasValue("2.3.0.dev2");
        assertThat(server.dhtClientMode()).hasValue(false);
        assertThat(server.cacheTokensAvailable()).hasValue(163_840);
        assertThat(server.fields().at("keyword_names"))
                .hasValue(new MsgpackValue.Tuple(List.of(new MsgpackValue.Text("a"))));
        assertThat(server.fields().at("forward_schema"))
                .hasValue(new MsgpackValue.Items(
                        List.of(new MsgpackValue.Extension(0x51, Bytes.of(new byte[] {(byte) 0x80})))));
    }

    @Test
    void a_servers_error_is_told_from_an_answer() {
        assertThatThrownBy(() -> CALL.answer(Golden.bytes("unary.error")))
                .isInstanceOf(ServerErrorException.class)
                .hasMessage("no such block");
    }

    @Test
    void an_answer_to_another_call_is_refused() {
        UnaryCall other = new UnaryCall(new byte[16], CALL.protocol());

        assertThatThrownBy(() -> other.answer(Golden.bytes("unary.answer"))).isInstanceOf(WireException.class);
    }

    @Test
    void a_request_has_the_bytes_of_an_independent_implementation() {
        Tensor.Floats hidden = new Tensor.Floats(
                Shape.of(1, 2, 3), ElementType.FLOAT32, new float[] {0.5f, -1.25f, 3, 1e-3f, 65504, -0f});
        ExpertRequest request = new ExpertRequest(
                new BlockUids("llama", new BlockSpan(3, 2)).text(),
                List.of(
                        TensorCodec.pack(hidden, Compression.NONE),
                        TensorCodec.pack(Tensor.NO_PROMPTS, Compression.NONE)),
                Msgpack.pack(new MsgpackValue.Table(Map.of())));

        assertThat(Hex.encode(request.toBytes())).isEqualTo(Golden.hex("request"));
        assertThat(ExpertRequest.END.toBytes()).isEmpty();
    }

    @Test
    void metadata_have_the_bytes_of_an_independent_implementation() {
        Map<String, MsgpackValue> metadata = new LinkedHashMap<>();
        metadata.put("session_id", new MsgpackValue.Text("0x00"));
        metadata.put("step_id", new MsgpackValue.Text("0x00-0"));
        metadata.put("max_length", new MsgpackValue.Whole(300));

        assertThat(Hex.encode(Msgpack.pack(new MsgpackValue.Table(metadata)))).isEqualTo(Golden.hex("metadata"));
    }

    @Test
    void a_response_is_read() {
        ExpertResponse response = ExpertResponse.parse(Golden.bytes("response"));

        assertThat(response.tensors()).hasSize(1);
        assertThat(((Tensor.Floats) TensorCodec.unpack(response.tensors().get(0), LIMITS)).values())
                .containsExactly(0.5f, -1.25f, 3, 1e-3f, 65504, -0f);
        assertThat(Msgpack.unpack(response.metadata()).at("k")).hasValue(new MsgpackValue.Whole(1));
    }

    @Test
    void marked_messages_come_back_however_their_bytes_are_cut() {
        byte[] framed = MarkedMessages.frame(new byte[] {1, 2, 3});
        assertThat(Hex.encode(framed)).isEqualTo("0x000000000000000003010203");
        assertThat(Hex.encode(MarkedMessages.endOfInput())).isEqualTo("0x010000000000000000");
        for (int cut = 0; cut <= framed.length; cut++) {
            MarkedMessages decoder = new MarkedMessages(3);
            ByteQueue in = new ByteQueue();
            in.append(java.util.Arrays.copyOf(framed, cut));
            if (cut < framed.length) {
                assertThat(decoder.next(in)).isEmpty();
            }
            in.append(java.util.Arrays.copyOfRange(framed, cut, framed.length));
            assertThat(MarkedMessages.message(decoder.next(in).orElseThrow())).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_marked_error_carries_its_text() {
        byte[] error = Golden.bytes("rpc.error");
        byte[] marked = new byte[error.length + 1];
        marked[0] = 1;
        System.arraycopy(error, 0, marked, 1, error.length);

        assertThatThrownBy(() -> MarkedMessages.message(marked))
                .isInstanceOf(ServerErrorException.class)
                .hasMessage("cache is full");
    }

    @Test
    void a_marked_length_above_the_limit_or_another_marker_is_refused_at_once() {
        assertThatThrownBy(() -> new MarkedMessages(3).next(queue("00ffffffffffffffff")))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.layer()).isEqualTo(WireException.Layer.LIMIT));
        assertThatThrownBy(() -> new MarkedMessages(3).next(queue("000000000000000004")))
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() -> new MarkedMessages(3).next(queue("02"))).isInstanceOf(WireException.class);
    }

    @Test
    void a_key_lies_where_an_independent_implementation_puts_it() {
        DhtId id = DhtId.ofKey(BlockUids.uid("bloom-petals", 17));

        assertThat(id.bytes()).isEqualTo(Bytes.of(Golden.bytes("dht.id")));
        assertThat(Hex.encode(new FindRequest(List.of(id)).toBytes())).isEqualTo(Golden.hex("find.request"));
    }

    @Test
    void servers_of_a_block_are_read_and_entries_that_are_none_left_out() {
        List<FindResult> results =
                FindResponse.parse(Golden.bytes("find.response"), 2).results();

        assertThat(results.get(0).type()).isEqualTo(FindResult.Type.FOUND_DICTIONARY);
        assertThat(results.get(0).expiration()).isEqualTo(1_900_000_000.5);
        assertThat(results.get(0).nearest()).containsExactly(RSA_PEER, ED25519_PEER);
        assertThat(results.get(1).type()).isEqualTo(FindResult.Type.NOT_FOUND);
        assertThat(BlockServer.ofDictionary(17, results.get(0).value()))
                .containsExactly(
                        new BlockServer(
                                RSA_PEER,
                                17,
                                BlockServer.State.ONLINE,
                                1500.5,
                                Optional.of(BlockSpan.between(16, 24)),
                                Optional.of("somebody"),
                                Optional.of("2.3.0"),
                                1_900_000_000.5),
                        new BlockServer(
                                ED25519_PEER,
                                17,
                                BlockServer.State.JOINING,
                                12,
                                Optional.of(BlockSpan.between(17, 18)),
                                Optional.empty(),
                                Optional.empty(),
                                1_800_000_000));
    }

    @Test
    void an_entry_whose_expiration_is_no_number_displaces_nobody() {
        MsgpackValue server = new MsgpackValue.Tuple(List.of(new MsgpackValue.Whole(2), new MsgpackValue.Real(1)));
        MsgpackValue entry = new MsgpackValue.Items(List.of(
                new MsgpackValue.Text(RSA_PEER.text()),
                new MsgpackValue.Binary(Bytes.of(Msgpack.pack(server))),
                new MsgpackValue.Real(Double.NaN)));
        MsgpackValue content = new MsgpackValue.Items(
                List.of(new MsgpackValue.Whole(1), new MsgpackValue.Real(1), new MsgpackValue.Items(List.of(entry))));

        assertThat(BlockServer.ofDictionary(
                        1, Msgpack.pack(new MsgpackValue.Extension(0x50, Bytes.of(Msgpack.pack(content))))))
                .isEmpty();
    }

    @Test
    void an_answer_with_another_number_of_results_is_refused() {
        assertThatThrownBy(() -> FindResponse.parse(Golden.bytes("find.response"), 3))
                .isInstanceOf(WireException.class);
    }

    @Test
    void a_ping_is_read() {
        PingResponse ping = PingResponse.parse(Golden.bytes("ping.response"));

        assertThat(ping.node()).hasValue(new DhtId(Bytes.of("q".repeat(20).getBytes(StandardCharsets.US_ASCII))));
        assertThat(ping.dhtTime()).isEqualTo(1.5e9 + 0.25);
        assertThat(ping.available()).isTrue();
    }

    @Test
    void changed_and_random_bytes_never_get_through_as_anything_but_a_wire_exception() {
        fuzz("unary.answer", CALL::answer);
        fuzz("unary.error", CALL::answer);
        fuzz("info", ServerDescription::parse);
        fuzz("response", ExpertResponse::parse);
        fuzz("find.response", bytes -> FindResponse.parse(bytes, 2));
        fuzz("dictionary", bytes -> BlockServer.ofDictionary(1, bytes));
        fuzz("ping.response", PingResponse::parse);
        fuzz("rpc.error", bytes -> {
            ByteQueue in = new ByteQueue();
            in.append(bytes);
            return new MarkedMessages(1000).next(in).map(MarkedMessages::message);
        });
    }

    private static void fuzz(String name, Decoder decoder) {
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = i % 4 == 0 ? new byte[random.nextInt(64)] : Golden.bytes(name);
            if (i % 4 == 0) {
                random.nextBytes(bytes);
            } else {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                decoder.decode(bytes);
            } catch (WireException | ServerErrorException expected) {
                refused++;
            }
        }
        assertThat(refused).as(name).isPositive();
    }

    private static ByteQueue queue(String hex) {
        ByteQueue in = new ByteQueue();
        in.append(Hex.decode(hex));
        return in;
    }
}
