package io.subnetvalidator.scp.p2p.wire;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/**
 * From raw bytes to an authenticated, encrypted connection with a muxer: multistream-select for the security protocol, Noise,
 * multistream-select for the muxer. Keeps at most one handshake message of input.
 */
public final class ConnectionUpgrade {

    /**
     * What runs below yamux. Hypertensor's subnet template offers Noise under its own name when it checks stake on chain; the
     * bytes are the same.
     */
    public static final List<String> SECURITY = List.of("/noise", "/pos-transport/1.0.0");

    public static final String MUXER = "/yamux/1.0.0";

    /** The longest handshake message: two keys, their tags and the largest identity. */
    private static final int MAX_HANDSHAKE_MESSAGE = 4096 + 2 * (NoiseHandshake.KEY + NoiseCipher.TAG);

    private enum Stage {
        SECURITY,
        NOISE,
        MUXER,
        DONE
    }

    private final PeerKey identity;
    private final Consumer<PeerId> check;
    private final boolean dialer;
    private final NoiseHandshake noise;
    private final MultistreamNegotiator security;
    private final MultistreamNegotiator muxer;
    private final ByteQueue raw = new ByteQueue();
    private final ByteQueue plain = new ByteQueue();

    private Stage stage = Stage.SECURITY;
    private Optional<NoiseTransport> transport = Optional.empty();
    private Optional<PeerId> remote = Optional.empty();

    /**
     * @param check told the remote's peer id as soon as it is proved, before anything else is said; what it throws ends the
     *     upgrade
     */
    public ConnectionUpgrade(boolean dialer, PeerKey identity, SecureRandom random, Consumer<PeerId> check) {
        this.dialer = dialer;
        this.identity = identity;
        this.check = check;
        this.noise = new NoiseHandshake(
                dialer, new X25519PrivateKeyParameters(random), new X25519PrivateKeyParameters(random), new byte[0]);
        this.security =
                dialer ? MultistreamNegotiator.dialer(SECURITY) : MultistreamNegotiator.listener(SECURITY::contains);
        this.muxer =
                dialer ? MultistreamNegotiator.dialer(List.of(MUXER)) : MultistreamNegotiator.listener(MUXER::equals);
    }

    public void start(ByteQueue out) {
        security.start(out);
    }

    /**
     * Goes on with bytes from the socket; replies are appended to {@code out}, also when this throws.
     *
     * @throws WireException when the remote breaks a rule or shares no protocol with us
     */
    public void receive(byte[] bytes, ByteQueue out) {
        raw.append(bytes);
        if (stage == Stage.SECURITY) {
            negotiateSecurity(out);
        }
        if (stage == Stage.NOISE) {
            shakeHands(out);
        }
        if (stage == Stage.MUXER) {
            negotiateMuxer(out);
        }
    }

    public boolean done() {
        return stage == Stage.DONE;
    }

    /** The proved peer; empty before its identity has come. */
    public Optional<PeerId> remote() {
        return remote;
    }

    /** Bytes held here until the rest of their message comes. */
    public int buffered() {
        return raw.size() + plain.size();
    }

    public NoiseTransport transport() {
        return transport.orElseThrow(() -> new IllegalStateException("the handshake is not complete"));
    }

    /** Decrypted bytes that came behind the negotiation; the first input of the muxer. */
    public byte[] takePlain() {
        return plain.takeAll();
    }

    /** Raw bytes of a message that has not come completely; the first input of the transport. */
    public byte[] takeRaw() {
        return raw.takeAll();
    }

    private void negotiateSecurity(ByteQueue out) {
        MultistreamNegotiator.Status status = security.receive(raw, out);
        if (status == MultistreamNegotiator.Status.REFUSED) {
            throw new WireException(WireException.Layer.MULTISTREAM, "the remote speaks none of " + SECURITY);
        }
        if (status == MultistreamNegotiator.Status.AGREED) {
            stage = Stage.NOISE;
            if (dialer) {
                out.append(NoiseTransport.frame(noise.write(new byte[0])));
            }
        }
    }

    private void shakeHands(ByteQueue out) {
        while (!noise.complete() && handshakeMessageComplete()) {
            byte[] payload = noise.read(NoiseTransport.takeMessage(raw));
            if (noise.remoteStatic().length > 0) {
                PeerId peer = NoiseIdentity.verify(payload, noise.remoteStatic());
                remote = Optional.of(peer);
                check.accept(peer);
            }
            if (noise.writesNext()) {
                byte[] own = NoiseIdentity.payload(identity, noise.ownStaticPublic());
                out.append(NoiseTransport.frame(noise.write(own)));
            }
        }
        if (noise.complete()) {
            transport = Optional.of(noise.split());
            stage = Stage.MUXER;
            ByteQueue first = new ByteQueue();
            muxer.start(first);
            transport().encrypt(first.takeAll(), out);
        }
    }

    private boolean handshakeMessageComplete() {
        if (raw.size() >= NoiseTransport.PREFIX && NoiseTransport.announced(raw) > MAX_HANDSHAKE_MESSAGE) {
            throw new WireException(
                    WireException.Layer.NOISE,
                    "a handshake message of " + NoiseTransport.announced(raw) + " bytes is above the limit of "
                            + MAX_HANDSHAKE_MESSAGE);
        }
        return NoiseTransport.messageComplete(raw);
    }

    private void negotiateMuxer(ByteQueue out) {
        transport().decrypt(raw, plain);
        ByteQueue replies = new ByteQueue();
        MultistreamNegotiator.Status status = muxer.receive(plain, replies);
        transport().encrypt(replies.takeAll(), out);
        if (status == MultistreamNegotiator.Status.REFUSED) {
            throw new WireException(WireException.Layer.MULTISTREAM, "the remote does not speak " + MUXER);
        }
        if (status == MultistreamNegotiator.Status.AGREED) {
            stage = Stage.DONE;
        }
    }
}
