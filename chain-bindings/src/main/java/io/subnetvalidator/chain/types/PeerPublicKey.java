package io.subnetvalidator.chain.types;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** The Ed25519 public key behind a peer id of the identity kind ({@code 12D3KooW...}). */
public final class PeerPublicKey {

    public static final int LENGTH = 32;

    /** Protobuf header of a libp2p public key: type Ed25519, then 32 bytes of data. */
    private static final byte[] PROTOBUF_HEADER = {0x08, 0x01, 0x12, 0x20};

    private static final int IDENTITY_MULTIHASH = 0x00;

    private final byte[] raw;

    private PeerPublicKey(byte[] raw) {
        this.raw = raw;
    }

    /** @throws IllegalArgumentException when there are not exactly 32 bytes */
    public static PeerPublicKey of(byte[] raw) {
        if (raw.length != LENGTH) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, not " + raw.length);
        }
        return new PeerPublicKey(raw.clone());
    }

    /** The key inside a peer id; empty when the peer id is a hash of a key of another kind. */
    public static Optional<PeerPublicKey> of(PeerId peerId) {
        byte[] multihash = peerId.multihash();
        int offset = 2 + PROTOBUF_HEADER.length;
        if (multihash.length != offset + LENGTH
                || multihash[0] != IDENTITY_MULTIHASH
                || !Arrays.equals(multihash, 2, offset, PROTOBUF_HEADER, 0, PROTOBUF_HEADER.length)) {
            return Optional.empty();
        }
        return Optional.of(new PeerPublicKey(Arrays.copyOfRange(multihash, offset, multihash.length)));
    }

    public byte[] toBytes() {
        return raw.clone();
    }

    /** The libp2p protobuf form, 36 bytes. */
    public byte[] toProtobuf() {
        byte[] out = Arrays.copyOf(PROTOBUF_HEADER, PROTOBUF_HEADER.length + LENGTH);
        System.arraycopy(raw, 0, out, PROTOBUF_HEADER.length, LENGTH);
        return out;
    }

    public PeerId peerId() {
        byte[] protobuf = toProtobuf();
        byte[] multihash = new byte[protobuf.length + 2];
        multihash[1] = (byte) protobuf.length;
        System.arraycopy(protobuf, 0, multihash, 2, protobuf.length);
        return PeerId.ofMultihash(multihash);
    }

    /** Whether the signature is this key's over the message; false for anything malformed. */
    public boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != Ed25519PublicKeyParameters.KEY_SIZE * 2) {
            return false;
        }
        Ed25519PublicKeyParameters key;
        try {
            key = new Ed25519PublicKeyParameters(raw, 0);
        } catch (IllegalArgumentException notAPoint) {
            return false;
        }
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(false, key);
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerPublicKey that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return peerId().text();
    }
}
