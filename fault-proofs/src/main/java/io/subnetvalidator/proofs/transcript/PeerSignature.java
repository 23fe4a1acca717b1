package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.PeerPublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/** An Ed25519 signature of a peer over a domain-separated digest. */
public final class PeerSignature {

    public static final int LENGTH = 64;

    private final byte[] bytes;

    private PeerSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #LENGTH} bytes */
    public static PeerSignature of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an Ed25519 signature has 64 bytes, not " + bytes.length);
        }
        return new PeerSignature(bytes.clone());
    }

    public static PeerSignature sign(Hash256 digest, PeerKey key) {
        return new PeerSignature(key.sign(digest.toBytes()));
    }

    /** Whether this is the peer's signature; false when the peer id holds no Ed25519 key. */
    public boolean isBy(PeerId peer, Hash256 digest) {
        return PeerPublicKey.of(peer)
                .map(key -> key.verifies(digest.toBytes(), bytes))
                .orElse(false);
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public void encode(ScaleWriter out) {
        out.raw(bytes);
    }

    public static PeerSignature decode(ScaleReader in) {
        return new PeerSignature(in.raw(LENGTH));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerSignature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes, 0, 4);
    }
}
