package io.subnetvalidator.chain.types;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** The Ed25519 secret key of a peer. Its text form shows the peer id only. */
public final class PeerKey {

    private final Ed25519PrivateKeyParameters secret;
    private final PeerPublicKey publicKey;

    private PeerKey(Ed25519PrivateKeyParameters secret) {
        this.secret = secret;
        this.publicKey = PeerPublicKey.of(secret.generatePublicKey().getEncoded());
    }

    /** @throws IllegalArgumentException when the seed has not exactly 32 bytes */
    public static PeerKey ofSeed(byte[] seed) {
        if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
        }
        return new PeerKey(new Ed25519PrivateKeyParameters(seed, 0));
    }

    public static PeerKey generate(SecureRandom random) {
        return new PeerKey(new Ed25519PrivateKeyParameters(random));
    }

    public PeerPublicKey publicKey() {
        return publicKey;
    }

    public PeerId peerId() {
        return publicKey.peerId();
    }

    /** The 32-byte seed; secret. */
    public byte[] seed() {
        return secret.getEncoded();
    }

    /** Deterministic Ed25519 signature, 64 bytes. */
    public byte[] sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, secret);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    @Override
    public String toString() {
        return "PeerKey(" + peerId() + ")";
    }
}
