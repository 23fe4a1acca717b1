package io.subnetvalidator.scp.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RpcCodecTest {

    private static final GossipLimits LIMITS = GossipLimits.defaults();
    private static final Topic TOPIC = new Topic("t");
    private static final PeerKey KEY = PeerKey.ofSeed(new byte[32]);
    private static final MessageId ID = MessageId.of(KEY.peerId(), 5);

    private static Rpc everything() {
        return new Rpc(
                List.of(new Rpc.Subscription(TOPIC, true), new Rpc.Subscription(new Topic("other"), false)),
                List.of(SignedMessage.sign(KEY, TOPIC, new byte[] {1, 2, 3}, 9)),
                List.of(new Rpc.Ihave(TOPIC, List.of(ID, MessageId.of(KEY.peerId(), 6)))),
                List.of(ID),
                List.of(TOPIC),
                List.of(
                        new Rpc.Prune(TOPIC, Optional.of(Duration.ofSeconds(60))),
                        new Rpc.Prune(TOPIC, Optional.empty())),
                List.of(ID));
    }

    @ParameterizedTest
    @EnumSource(GossipVersion.class)
    void everything_comes_back_in_every_version(GossipVersion version) {
        RpcCodec codec = new RpcCodec(version, LIMITS);

        assertThat(codec.decode(codec.encode(everything()))).isEqualTo(everything());
    }

    @Test
    void the_bytes_are_those_of_the_specification() {
        Rpc rpc = new Rpc(
                List.of(new Rpc.Subscription(TOPIC, true)),
                List.of(),
                List.of(new Rpc.Ihave(TOPIC, List.of(MessageId.ofBytes(new byte[] {(byte) 0xAB, 1})))),
                List.of(MessageId.ofBytes(new byte[] {2})),
                List.of(TOPIC),
                List.of(new Rpc.Prune(TOPIC, Optional.of(Duration.ofSeconds(60)))),
                List.of(MessageId.ofBytes(new byte[] {3})));

        assertThat(HexFormat.of().formatHex(new RpcCodec(GossipVersion.V1_2, LIMITS).encode(rpc)))
                .isEqualTo("0a05080112" + "0174" + "1a1f" + "0a070a0174" + "1202ab01" + "12030a0102" + "1a030a0174"
                        + "22050a0174183c" + "2a030a0103");
        assertThat(HexFormat.of().formatHex(new RpcCodec(GossipVersion.V2_0, LIMITS).encode(rpc)))
                .isEqualTo("0a05080112" + "0174" + "1a23" + "0a090a0174" + "120461623031" + "12040a023032"
                        + "1a030a0174" + "22050a0174183c" + "2a040a023033");
    }

    @Test
    void towards_2_0_ids_are_lowercase_hexadecimal_text_and_nowhere_else() {
        for (GossipVersion version : GossipVersion.values()) {
            String wire = new String(new RpcCodec(version, LIMITS).encode(everything()), StandardCharsets.ISO_8859_1);
            String raw = new String(HexFormat.of().parseHex(ID.hex()), StandardCharsets.ISO_8859_1);
            assertThat(wire.contains(raw)).isEqualTo(version != GossipVersion.V2_0);
            assertThat(wire.contains(ID.hex())).isEqualTo(version == GossipVersion.V2_0);
        }
    }

    @Test
    void raw_ids_from_a_2_0_peer_are_malformed() {
        byte[] raw = new RpcCodec(GossipVersion.V1_2, LIMITS).encode(everything());

        assertThatThrownBy(() -> new RpcCodec(GossipVersion.V2_0, LIMITS).decode(raw))
                .isInstanceOf(WireException.class);
    }

    @Test
    void fields_of_later_versions_are_passed_over() {
        byte[] rpc = new Protobuf.Writer()
                .bytes(3, new Protobuf.Writer().bytes(6, new byte[] {8, 1}).toBytes())
                .bytes(4, new byte[100])
                .number(99, 7)
                .toBytes();

        assertThat(new RpcCodec(GossipVersion.V2_0, LIMITS).decode(rpc))
                .isEqualTo(new Rpc(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void a_backoff_of_ages_is_cut() {
        for (long seconds : new long[] {Long.MAX_VALUE, -1, 86_401}) {
            byte[] prune = new Protobuf.Writer().text(1, "t").number(3, seconds).toBytes();
            byte[] rpc = new Protobuf.Writer()
                    .bytes(3, new Protobuf.Writer().bytes(4, prune).toBytes())
                    .toBytes();
            assertThat(new RpcCodec(GossipVersion.V1_1, LIMITS).decode(rpc).prunes())
                    .containsExactly(new Rpc.Prune(TOPIC, Optional.of(Duration.ofDays(1))));
        }
    }

    @Test
    void more_ids_than_the_limit_are_refused_however_they_are_spread() {
        int half = LIMITS.idsPerRpc() / 2 + 1;
        List<MessageId> ids = IntStream.range(0, half)
                .mapToObj(i -> MessageId.of(KEY.peerId(), i))
                .toList();
        RpcCodec codec = new RpcCodec(GossipVersion.V1_2, LIMITS);
        Rpc one = new Rpc(List.of(), List.of(), List.of(), ids, List.of(), List.of(), List.of());
        Rpc two = new Rpc(List.of(), List.of(), List.of(), ids, List.of(), List.of(), ids);

        assertThat(codec.decode(codec.encode(one)).idCount()).isEqualTo(half);
        assertThatThrownBy(() -> codec.decode(codec.encode(two)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("ids");
    }

    @Test
    void more_entries_than_the_limit_are_refused_however_they_are_nested() {
        Protobuf.Writer flat = new Protobuf.Writer();
        Protobuf.Writer control = new Protobuf.Writer();
        for (int i = 0; i <= LIMITS.entriesPerRpc(); i++) {
            flat.bytes(3, new byte[0]);
            control.bytes(3, new Protobuf.Writer().text(1, "t").toBytes());
        }
        byte[] nested = new Protobuf.Writer().bytes(3, control.toBytes()).toBytes();
        for (byte[] rpc : List.of(flat.toBytes(), nested)) {
            assertThatThrownBy(() -> new RpcCodec(GossipVersion.V1_1, LIMITS).decode(rpc))
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void a_topic_or_data_or_id_above_its_limit_is_refused() {
        RpcCodec codec = new RpcCodec(GossipVersion.V1_1, LIMITS);
        byte[] topic = new Protobuf.Writer()
                .bytes(1, new Protobuf.Writer().text(2, "t".repeat(257)).toBytes())
                .toBytes();
        byte[] id = new Protobuf.Writer()
                .bytes(
                        3,
                        new Protobuf.Writer()
                                .bytes(
                                        2,
                                        new Protobuf.Writer()
                                                .bytes(1, new byte[129])
                                                .toBytes())
                                .toBytes())
                .toBytes();
        byte[] data = codec.encode(Rpc.ofMessage(SignedMessage.sign(KEY, TOPIC, new byte[LIMITS.dataBytes() + 1], 1)));
        for (byte[] rpc : List.of(topic, id, data)) {
            assertThatThrownBy(() -> codec.decode(rpc)).isInstanceOf(WireException.class);
        }
    }

    /** A hundred thousand broken inputs: whatever comes, it is an RPC within the limits or refused, and nothing else. */
    @ParameterizedTest
    @EnumSource(GossipVersion.class)
    void whatever_comes_is_refused_or_an_rpc_that_encodes_again(GossipVersion version) {
        RpcCodec codec = new RpcCodec(version, LIMITS);
        byte[] good = codec.encode(everything());
        Random random = new Random(20_260_101);
        int decoded = 0;
        for (int run = 0; run < 30_000; run++) {
            byte[] input = run % 4 == 0 ? randomBytes(random) : mutated(good, random);
            try {
                Rpc rpc = codec.decode(input);
                decoded++;
                assertThat(codec.decode(codec.encode(rpc))).isEqualTo(rpc);
            } catch (WireException refused) {
                assertThat(refused.layer()).isEqualTo(WireException.Layer.MESSAGE);
            }
        }
        assertThat(decoded).isBetween(1000, 29_000);
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = Arrays.copyOf(good, random.nextInt(10) == 0 ? random.nextInt(good.length) : good.length);
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
                    System.arraycopy(good, from, bytes, at, length);
                }
            }
        }
        return bytes;
    }
}
