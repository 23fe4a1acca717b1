package io.subnetvalidator.scp.p2p.wire;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import java.nio.charset.StandardCharsets;

/**
 * The payload of libp2p's Noise handshake: the peer's identity key and its signature over the Noise static key, which binds the
 * connection to the peer id (libp2p noise specification, "The libp2p Handshake Payload").
 */
final class NoiseIdentity {

    private static final byte[] SIGNED_PREFIX = "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY = 1;
    private static final int SIGNATURE = 2;
    private static final int MAX_PAYLOAD = 4096;

    private NoiseIdentity() {}

    static byte[] payload(PeerKey identity, byte[] noiseStatic) {
        return new Protobuf.Writer()
                .bytes(KEY, identity.publicKey().toProtobuf())
                .bytes(SIGNATURE, identity.sign(signed(noiseStatic)))
                .toBytes();
    }

    /**
     * The peer that signed this static key.
     *
     * @throws WireException when the payload is malformed or its signature is not over this static key
     */
    static PeerId verify(byte[] payload, byte[] noiseStatic) {
        if (payload.length > MAX_PAYLOAD) {
            throw error("an identity of " + payload.length + " bytes is above the limit of " + MAX_PAYLOAD);
        }
        Protobuf message = Protobuf.parse(payload);
        byte[] key = message.bytes(KEY).orElseThrow(() -> error("the identity has no key"));
        byte[] signature = message.bytes(SIGNATURE).orElseThrow(() -> error("the identity has no signature"));
        RemoteKey remote = RemoteKey.parse(key);
        if (!remote.verifies(signed(noiseStatic), signature)) {
            throw error("the signature of " + remote.peerId() + " is not over the key of this connection");
        }
        return remote.peerId();
    }

    private static byte[] signed(byte[] noiseStatic) {
        byte[] out = new byte[SIGNED_PREFIX.length + noiseStatic.length];
        System.arraycopy(SIGNED_PREFIX, 0, out, 0, SIGNED_PREFIX.length);
        System.arraycopy(noiseStatic, 0, out, SIGNED_PREFIX.length, noiseStatic.length);
        return out;
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.IDENTITY, message);
    }
}
