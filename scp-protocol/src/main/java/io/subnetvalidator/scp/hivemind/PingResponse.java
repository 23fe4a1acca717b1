package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.Optional;

/**
 * The protobuf message {@code PingResponse} of a DHT node.
 *
 * @param node its place in the DHT; empty when it is a client only
 * @param dhtTime its clock, in seconds since 1970
 * @param available whether it could reach the asker
 */
public record PingResponse(Optional<DhtId> node, double dhtTime, boolean available) {

    private static final int PEER = 2;
    private static final int NODE_ID = 1;
    private static final int DHT_TIME = 4;
    private static final int AVAILABLE = 5;
    private static final int MAX_FIELDS = 32;

    /** The request of a client, which names no node of its own and wants no check of its reachability. */
    static byte[] request() {
        return new byte[0];
    }

    /** @throws WireException when the bytes are no such message */
    static PingResponse parse(byte[] bytes) {
        Protobuf in = Protobuf.parse(bytes, MAX_FIELDS);
        Optional<byte[]> id = in.bytes(PEER)
                .flatMap(peer -> Protobuf.parse(peer, MAX_FIELDS).bytes(NODE_ID))
                .filter(node -> node.length > 0);
        if (id.isPresent() && id.get().length != DhtId.LENGTH) {
            throw new WireException(WireException.Layer.MESSAGE, "a DHT id of " + id.get().length + " bytes");
        }
        return new PingResponse(
                id.map(node -> new DhtId(Bytes.of(node))), in.real(DHT_TIME, 0), in.number(AVAILABLE, 0) != 0);
    }
}
