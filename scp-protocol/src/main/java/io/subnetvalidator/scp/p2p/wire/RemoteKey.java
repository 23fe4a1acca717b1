package io.subnetvalidator.scp.p2p.wire;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerPublicKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * The public key of a remote peer in libp2p's protobuf form (libp2p peer id specification): Ed25519, RSA or secp256k1. Our own
 * key is always Ed25519.
 */
public final class RemoteKey {

    private static final int TYPE = 1;
    private static final int DATA = 2;

    private static final int RSA = 0;
    private static final int ED25519 = 1;
    private static final int SECP256K1 = 2;

    private static final int MAX_KEY = 2048;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;

    /** Longer protobuf keys are named by their SHA-256 instead of by themselves. */
    private static final int MAX_INLINE = 42;

    private static final int IDENTITY_MULTIHASH = 0x00;
    private static final int SHA256_MULTIHASH = 0x12;

    private final int type;
    private final byte[] data;

    private RemoteKey(int type, byte[] data) {
        this.type = type;
        this.data = data;
    }

    /** @throws WireException when the bytes are not a key of a known kind */
    public static RemoteKey parse(byte[] protobuf) {
        if (protobuf.length > MAX_KEY) {
            throw error("a public key of " + protobuf.length + " bytes is above the limit of " + MAX_KEY);
        }
        Protobuf message = Protobuf.parse(protobuf);
        long type = message.number(TYPE, -1);
        if (type != RSA && type != ED25519 && type != SECP256K1) {
            throw error("public keys of type " + type + " are not known");
        }
        byte[] data = message.bytes(DATA).orElseThrow(() -> error("a public key has no data"));
        if (type == ED25519 && data.length != PeerPublicKey.LENGTH) {
            throw error("an Ed25519 key has 32 bytes, not " + data.length);
        }
        return new RemoteKey((int) type, data);
    }

    /**
     * The key inside a peer id; empty when the peer id is a hash of its key.
     *
     * @throws WireException when the peer id holds something else than a key of a known kind
     */
    public static Optional<RemoteKey> of(PeerId peer) {
        byte[] multihash = peer.multihash();
        return multihash[0] == IDENTITY_MULTIHASH
                ? Optional.of(parse(Arrays.copyOfRange(multihash, 2, multihash.length)))
                : Optional.empty();
    }

    /** Computed from the canonical form of the key, so that one key has one peer id. */
    public PeerId peerId() {
        byte[] canonical =
                new Protobuf.Writer().number(TYPE, type).bytes(DATA, data).toBytes();
        boolean inline = canonical.length <= MAX_INLINE;
        byte[] digest = inline ? canonical : sha256(canonical);
        byte[] multihash = new byte[2 + digest.length];
        multihash[0] = (byte) (inline ? IDENTITY_MULTIHASH : SHA256_MULTIHASH);
        multihash[1] = (byte) digest.length;
        System.arraycopy(digest, 0, multihash, 2, digest.length);
        return PeerId.ofMultihash(multihash);
    }

    /** Whether the signature is this key's over the message; false for anything malformed. */
    public boolean verifies(byte[] message, byte[] signature) {
        return switch (type) {
            case RSA -> verifiesRsa(message, signature);
            case ED25519 -> PeerPublicKey.of(data).verifies(message, signature);
            default -> verifiesSecp256k1(message, signature);
        };
    }

    private boolean verifiesRsa(byte[] message, byte[] signature) {
        try {
            RSAPublicKey key =
                    (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(data));
            int bits = key.getModulus().bitLength();
            if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
                return false;
            }
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    private boolean verifiesSecp256k1(byte[] message, byte[] signature) {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
        ECDomainParameters domain = new ECDomainParameters(curve);
        try {
            BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(domain.getN(), signature);
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, new ECPublicKeyParameters(curve.getCurve().decodePoint(data), domain));
            return verifier.verifySignature(sha256(message), rs[0], rs[1]);
        } catch (IOException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private static byte[] sha256(byte[] input) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(input, 0, input.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.IDENTITY, message);
    }
}
