package io.subnetvalidator.scp.p2p.wire;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a peer says of itself in {@code /ipfs/id/1.0.0} (libp2p identify specification). Only the peer id is checked against the
 * connection; the rest is a claim.
 *
 * @param peer peer id of the key in the message; empty when there is no key
 * @param protocols what the peer serves
 * @param agent name and version of its software
 */
public record IdentifyMessage(Optional<PeerId> peer, List<String> protocols, String agent) {

    public static final String PROTOCOL = "/ipfs/id/1.0.0";

    /** Largest message accepted, in bytes. */
    public static final int LIMIT = 64 * 1024;

    private static final String VERSION = "ipfs/0.1.0";

    private static final int KEY = 1;
    private static final int LISTEN_ADDRESS = 2;
    private static final int SERVED = 3;
    private static final int OBSERVED_ADDRESS = 4;
    private static final int PROTOCOL_VERSION = 5;
    private static final int AGENT_VERSION = 6;

    public IdentifyMessage {
        protocols = List.copyOf(protocols);
    }

    /**
     * @param listening multiaddr of our socket, when we listen
     * @param observed multiaddr we see the remote at
     */
    public static byte[] encode(
            PeerPublicKey key, Optional<byte[]> listening, byte[] observed, List<String> protocols, String agent) {
        Protobuf.Writer out = new Protobuf.Writer().bytes(KEY, key.toProtobuf());
        listening.ifPresent(address -> out.bytes(LISTEN_ADDRESS, address));
        for (String protocol : protocols) {
            out.text(SERVED, protocol);
        }
        return out.bytes(OBSERVED_ADDRESS, observed)
                .text(PROTOCOL_VERSION, VERSION)
                .text(AGENT_VERSION, agent)
                .toBytes();
    }

    /** @throws WireException when the bytes are not such a message */
    public static IdentifyMessage decode(byte[] message) {
        Protobuf fields = Protobuf.parse(message);
        return new IdentifyMessage(
                fields.bytes(KEY).map(key -> RemoteKey.parse(key).peerId()),
                fields.allBytes(SERVED).stream().map(IdentifyMessage::text).toList(),
                fields.bytes(AGENT_VERSION).map(IdentifyMessage::text).orElse(""));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
