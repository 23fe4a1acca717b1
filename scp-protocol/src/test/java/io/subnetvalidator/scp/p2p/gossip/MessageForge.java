package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.RemoteKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** Writes messages field by field, as other implementations and forgers do. */
final class MessageForge {

    /** Signs with a key of some kind. */
    interface Author {

        PeerId peer();

        byte[] publicKey();

        byte[] sign(byte[] message);
    }

    private static final byte[] PREFIX = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);

    private MessageForge() {}

    static byte[] content(PeerId from, long sequence, String topic, byte[] data) {
        return new Protobuf.Writer()
                .bytes(1, from.multihash())
                .bytes(2, data)
                .bytes(3, ByteBuffer.allocate(8).putLong(sequence).array())
                .text(4, topic)
                .toBytes();
    }

    static byte[] withSignature(byte[] content, byte[] signature, byte[] key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(content);
        Protobuf.Writer rest = new Protobuf.Writer().bytes(5, signature);
        out.writeBytes((key.length == 0 ? rest : rest.bytes(6, key)).toBytes());
        return out.toByteArray();
    }

    static byte[] signed(Author author, byte[] content, boolean withKey) {
        return withSignature(content, author.sign(prefixed(content)), withKey ? author.publicKey() : new byte[0]);
    }

    static byte[] prefixed(byte[] content) {
        return ByteBuffer.allocate(PREFIX.length + content.length)
                .put(PREFIX)
                .put(content)
                .array();
    }

    static Author ed25519() {
        PeerKey key = PeerKey.generate(new SecureRandom());
        return author(key.publicKey().toProtobuf(), key::sign);
    }

    static Author rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        return author(key(0, pair.getPublic().getEncoded()), message -> {
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(pair.getPrivate());
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }

    static Author secp256k1() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
        ECDomainParameters domain = new ECDomainParameters(curve);
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(domain, new SecureRandom()));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        byte[] point = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(true);
        return author(key(2, point), message -> {
            ECDSASigner signer = new ECDSASigner();
            signer.init(true, (ECPrivateKeyParameters) pair.getPrivate());
            try {
                BigInteger[] rs = signer.generateSignature(
                        MessageDigest.getInstance("SHA-256").digest(message));
                return StandardDSAEncoding.INSTANCE.encode(domain.getN(), rs[0], rs[1]);
            } catch (IOException | GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }

    private interface Signer {
        byte[] sign(byte[] message);
    }

    private static byte[] key(int type, byte[] data) {
        return new Protobuf.Writer().number(1, type).bytes(2, data).toBytes();
    }

    private static Author author(byte[] publicKey, Signer signer) {
        return new Author() {
            @Override
            public PeerId peer() {
                return RemoteKey.parse(publicKey).peerId();
            }

            @Override
            public byte[] publicKey() {
                return publicKey;
            }

            @Override
            public byte[] sign(byte[] message) {
                return signer.sign(message);
            }
        };
    }
}
