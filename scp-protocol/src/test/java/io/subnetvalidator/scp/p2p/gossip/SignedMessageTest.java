package io.subnetvalidator.scp.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedMessageTest {

    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);
    private static final String TOPIC = "topic";

    @Test
    void what_we_sign_others_can_verify_from_the_peer_id_alone() {
        PeerKey key = PeerKey.ofSeed(new byte[32]);
        SignedMessage sent = SignedMessage.sign(key, new Topic(TOPIC), DATA, 7);

        SignedMessage received = SignedMessage.decode(sent.encode());

        assertThat(received.authentic()).isTrue();
        assertThat(received).isEqualTo(sent);
        assertThat(received.from()).isEqualTo(key.peerId());
        assertThat(received.data()).isEqualTo(DATA);
        assertThat(received.topic()).isEqualTo(new Topic(TOPIC));
    }

    @Test
    void the_bytes_and_the_signature_are_those_of_the_specification() {
        PeerKey key = PeerKey.ofSeed(new byte[32]);
        SignedMessage message = SignedMessage.sign(key, new Topic(TOPIC), DATA, 0x0102030405060708L);

        byte[] content = HexFormat.of()
                .parseHex("0a26"
                        + HexFormat.of().formatHex(key.peerId().multihash())
                        + "120464617461"
                        + "1a080102030405060708"
                        + "2205746f706963");
        byte[] encoded = message.encode();
        assertThat(Arrays.copyOf(encoded, content.length)).isEqualTo(content);
        byte[] signature = Arrays.copyOfRange(encoded, content.length + 2, encoded.length);
        assertThat(Arrays.copyOfRange(encoded, content.length, content.length + 2))
                .containsExactly(0x2a, 0x40);
        assertThat(key.publicKey().verifies(MessageForge.prefixed(content), signature))
                .isTrue();
    }

    @Test
    void the_id_is_the_author_and_the_sequence_number() {
        PeerKey key = PeerKey.ofSeed(new byte[32]);
        MessageId id = SignedMessage.sign(key, new Topic(TOPIC), DATA, 0x0102030405060708L)
                .id();

        assertThat(id.hex())
                .isEqualTo(HexFormat.of().formatHex(key.peerId().multihash()) + "0102030405060708")
                .isLowerCase();
    }

    @Test
    void messages_of_every_kind_of_key_verify_with_the_key_inside() throws GeneralSecurityException {
        for (MessageForge.Author author :
                List.of(MessageForge.ed25519(), MessageForge.secp256k1(), MessageForge.rsa())) {
            byte[] content = MessageForge.content(author.peer(), 1, TOPIC, DATA);
            SignedMessage message = SignedMessage.decode(MessageForge.signed(author, content, true));
            assertThat(message.authentic()).as(author.peer().text()).isTrue();
            assertThat(SignedMessage.decode(message.encode()).authentic()).isTrue();
        }
    }

    @Test
    void a_key_may_be_left_out_only_when_the_peer_id_holds_it() throws GeneralSecurityException {
        MessageForge.Author inline = MessageForge.secp256k1();
        MessageForge.Author hashed = MessageForge.rsa();

        assertThat(SignedMessage.decode(
                                MessageForge.signed(inline, MessageForge.content(inline.peer(), 1, TOPIC, DATA), false))
                        .authentic())
                .isTrue();
        assertThat(SignedMessage.decode(
                                MessageForge.signed(hashed, MessageForge.content(hashed.peer(), 1, TOPIC, DATA), false))
                        .authentic())
                .isFalse();
    }

    @Test
    void a_message_in_somebody_elses_name_is_not_authentic() {
        MessageForge.Author victim = MessageForge.ed25519();
        MessageForge.Author forger = MessageForge.ed25519();
        byte[] content = MessageForge.content(victim.peer(), 1, TOPIC, DATA);

        assertThat(SignedMessage.decode(MessageForge.signed(forger, content, true))
                        .authentic())
                .isFalse();
        assertThat(SignedMessage.decode(MessageForge.signed(forger, content, false))
                        .authentic())
                .isFalse();
        assertThat(SignedMessage.decode(MessageForge.withSignature(content, new byte[0], new byte[0]))
                        .authentic())
                .isFalse();
        assertThat(SignedMessage.decode(MessageForge.withSignature(content, new byte[64], new byte[] {8, 9}))
                        .authentic())
                .isFalse();
    }

    @Test
    void any_flipped_bit_makes_a_message_malformed_or_not_authentic() {
        MessageForge.Author author = MessageForge.ed25519();
        byte[] good = MessageForge.signed(author, MessageForge.content(author.peer(), 1, TOPIC, DATA), true);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            boolean accepted;
            try {
                accepted = SignedMessage.decode(bad).authentic();
            } catch (WireException malformed) {
                accepted = false;
            }
            assertThat(accepted).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void fields_we_do_not_know_are_kept_and_signed() {
        MessageForge.Author author = MessageForge.ed25519();
        byte[] known = MessageForge.content(author.peer(), 1, TOPIC, DATA);
        byte[] extra = new Protobuf.Writer().text(20, "later").toBytes();
        byte[] content = Arrays.copyOf(known, known.length + extra.length);
        System.arraycopy(extra, 0, content, known.length, extra.length);

        SignedMessage message = SignedMessage.decode(MessageForge.signed(author, content, false));

        assertThat(message.authentic()).isTrue();
        assertThat(SignedMessage.decode(message.encode()).authentic()).isTrue();
    }

    @Test
    void a_message_without_author_sequence_number_topic_data_or_signature_is_malformed() {
        MessageForge.Author author = MessageForge.ed25519();
        byte[] from = author.peer().multihash();
        List<Protobuf.Writer> incomplete = List.of(
                new Protobuf.Writer()
                        .bytes(2, DATA)
                        .bytes(3, new byte[8])
                        .text(4, TOPIC)
                        .bytes(5, new byte[64]),
                new Protobuf.Writer()
                        .bytes(1, from)
                        .bytes(3, new byte[8])
                        .text(4, TOPIC)
                        .bytes(5, new byte[64]),
                new Protobuf.Writer()
                        .bytes(1, from)
                        .bytes(2, DATA)
                        .text(4, TOPIC)
                        .bytes(5, new byte[64]),
                new Protobuf.Writer()
                        .bytes(1, from)
                        .bytes(2, DATA)
                        .bytes(3, new byte[7])
                        .text(4, TOPIC)
                        .bytes(5, DATA),
                new Protobuf.Writer()
                        .bytes(1, from)
                        .bytes(2, DATA)
                        .bytes(3, new byte[8])
                        .bytes(5, new byte[64]),
                new Protobuf.Writer()
                        .bytes(1, from)
                        .bytes(2, DATA)
                        .bytes(3, new byte[8])
                        .text(4, "")
                        .bytes(5, DATA),
                new Protobuf.Writer()
                        .bytes(1, from)
                        .bytes(2, DATA)
                        .bytes(3, new byte[8])
                        .text(4, TOPIC),
                new Protobuf.Writer()
                        .bytes(1, new byte[1])
                        .bytes(2, DATA)
                        .bytes(3, new byte[8])
                        .text(4, "t")
                        .bytes(5, DATA),
                new Protobuf.Writer()
                        .bytes(1, new byte[500])
                        .bytes(2, DATA)
                        .bytes(3, new byte[8])
                        .text(4, "t")
                        .bytes(5, DATA));
        for (Protobuf.Writer fields : incomplete) {
            assertThatThrownBy(() -> SignedMessage.decode(fields.toBytes())).isInstanceOf(WireException.class);
        }
        byte[] twoTopics = new Protobuf.Writer()
                .bytes(1, from)
                .bytes(2, DATA)
                .bytes(3, new byte[8])
                .text(4, TOPIC)
                .text(4, "other")
                .bytes(5, new byte[64])
                .toBytes();
        assertThatThrownBy(() -> SignedMessage.decode(twoTopics)).isInstanceOf(WireException.class);
    }
}
