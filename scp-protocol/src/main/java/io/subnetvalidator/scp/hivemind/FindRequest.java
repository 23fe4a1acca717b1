package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import java.util.List;

/** The protobuf message {@code FindRequest}; its sender names no node of its own, so that nobody adds it to a routing table. */
record FindRequest(List<DhtId> keys) {

    private static final int KEYS = 2;

    FindRequest {
        keys = List.copyOf(keys);
    }

    byte[] toBytes() {
        Protobuf.Writer out = new Protobuf.Writer();
        keys.forEach(key -> out.bytes(KEYS, key.bytes().toBytes()));
        return out.toBytes();
    }
}
