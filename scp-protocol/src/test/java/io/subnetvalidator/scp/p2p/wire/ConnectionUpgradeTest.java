package io.subnetvalidator.scp.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.junit.jupiter.api.Test;

class ConnectionUpgradeTest {

    private final SecureRandom random = new SecureRandom();
    private final PeerKey alice = PeerKey.generate(random);
    private final PeerKey bob = PeerKey.generate(random);
    private final List<PeerId> checked = new ArrayList<>();

    @Test
    void both_ends_learn_each_other_and_can_talk() {
        ConnectionUpgrade dialer = new ConnectionUpgrade(true, alice, random, checked::add);
        ConnectionUpgrade listener = new ConnectionUpgrade(false, bob, random, checked::add);

        run(dialer, listener);

        assertThat(dialer.done() && listener.done()).isTrue();
        assertThat(dialer.remote()).hasValue(bob.peerId());
        assertThat(listener.remote()).hasValue(alice.peerId());
        assertThat(checked).containsExactly(bob.peerId(), alice.peerId());
        ByteQueue wire = new ByteQueue();
        dialer.transport().encrypt(new byte[200_000], wire);
        ByteQueue plain = new ByteQueue();
        listener.transport().decrypt(wire, plain);
        assertThat(plain.size()).isEqualTo(200_000);
    }

    @Test
    void a_check_that_throws_ends_the_upgrade_before_the_dialer_has_named_itself() {
        ConnectionUpgrade dialer = new ConnectionUpgrade(true, alice, random, peer -> {
            throw new IllegalStateException("not " + peer);
        });
        ConnectionUpgrade listener = new ConnectionUpgrade(false, bob, random, checked::add);

        assertThatThrownBy(() -> run(dialer, listener)).isInstanceOf(IllegalStateException.class);
        assertThat(checked).isEmpty();
    }

    @Test
    void an_identity_signed_for_another_connection_is_refused() {
        byte[] ofAnotherConnection = NoiseIdentity.payload(bob, new byte[32]);

        assertThatThrownBy(() -> answerWithIdentity(ofAnotherConnection))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.layer()).isEqualTo(WireException.Layer.IDENTITY));
    }

    @Test
    void an_identity_without_signature_is_refused() {
        byte[] withoutSignature =
                new Protobuf.Writer().bytes(1, bob.publicKey().toProtobuf()).toBytes();

        assertThatThrownBy(() -> answerWithIdentity(withoutSignature)).isInstanceOf(WireException.class);
    }

    @Test
    void an_identity_larger_than_any_key_needs_is_refused() {
        assertThatThrownBy(() -> answerWithIdentity(new byte[5000])).isInstanceOf(WireException.class);
    }

    @Test
    void a_handshake_message_that_announces_too_much_is_refused_before_it_comes() {
        ConnectionUpgrade listener = new ConnectionUpgrade(false, bob, random, checked::add);
        ByteQueue hello = new ByteQueue();
        MultistreamNegotiator.dialer(List.of("/noise")).start(hello);
        listener.receive(hello.takeAll(), new ByteQueue());

        assertThatThrownBy(() -> listener.receive(new byte[] {(byte) 0xFF, (byte) 0xFF}, new ByteQueue()))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.layer()).isEqualTo(WireException.Layer.NOISE));
        assertThat(listener.buffered()).isLessThan(10);
    }

    @Test
    void a_dialer_that_offers_only_the_name_of_the_subnet_template_is_served() {
        ConnectionUpgrade listener = new ConnectionUpgrade(false, bob, random, checked::add);
        ByteQueue hello = new ByteQueue();
        MultistreamNegotiator.dialer(List.of("/tls/1.0.0", "/pos-transport/1.0.0"))
                .start(hello);
        ByteQueue out = new ByteQueue();
        listener.receive(hello.takeAll(), out);
        listener.receive(LengthPrefixed.frame("/pos-transport/1.0.0\n".getBytes(StandardCharsets.UTF_8)), out);

        assertThat(new String(out.takeAll(), StandardCharsets.UTF_8)).endsWith("/pos-transport/1.0.0\n");
    }

    @Test
    void a_wrong_tag_after_the_handshake_is_noticed() {
        ConnectionUpgrade dialer = new ConnectionUpgrade(true, alice, random, checked::add);
        ConnectionUpgrade listener = new ConnectionUpgrade(false, bob, random, checked::add);
        run(dialer, listener);
        ByteQueue wire = new ByteQueue();
        dialer.transport().encrypt(new byte[10], wire);
        byte[] message = wire.takeAll();
        message[message.length - 1] ^= 1;
        wire.append(message);

        assertThatThrownBy(() -> listener.transport().decrypt(wire, new ByteQueue()))
                .isInstanceOf(WireException.class);
    }

    /** A responder that shakes hands properly and sends this identity. */
    private void answerWithIdentity(byte[] payload) {
        ConnectionUpgrade dialer = new ConnectionUpgrade(true, alice, random, checked::add);
        NoiseHandshake responder = new NoiseHandshake(
                false, new X25519PrivateKeyParameters(random), new X25519PrivateKeyParameters(random), new byte[0]);
        MultistreamNegotiator listener = MultistreamNegotiator.listener("/noise"::equals);
        ByteQueue toListener = new ByteQueue();
        ByteQueue toDialer = new ByteQueue();
        dialer.start(toListener);
        listener.receive(toListener, toDialer);
        dialer.receive(toDialer.takeAll(), toListener);
        responder.read(NoiseTransport.takeMessage(toListener));
        dialer.receive(NoiseTransport.frame(responder.write(payload)), toListener);
    }

    private static void run(ConnectionUpgrade dialer, ConnectionUpgrade listener) {
        ByteQueue toListener = new ByteQueue();
        ByteQueue toDialer = new ByteQueue();
        dialer.start(toListener);
        while (!toListener.isEmpty() || !toDialer.isEmpty()) {
            listener.receive(toListener.takeAll(), toDialer);
            dialer.receive(toDialer.takeAll(), toListener);
        }
    }
}
