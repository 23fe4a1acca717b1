package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import java.util.List;

/**
 * The protobuf message {@code ExpertRequest}.
 *
 * @param uid blocks asked, as {@link BlockUids#text()}; empty, with no tensors, to end a session
 * @param metadata packed with {@link Msgpack}; not copied, must not change
 */
@SuppressWarnings("ArrayRecordComponent") // large or opaque, handed on and never compared
public record ExpertRequest(String uid, List<TensorMessage> tensors, byte[] metadata) {

    /** Ends an inference session. */
    static final ExpertRequest END = new ExpertRequest("", List.of(), new byte[0]);

    private static final int UID = 1;
    private static final int TENSORS = 2;
    private static final int METADATA = 3;

    public ExpertRequest {
        tensors = List.copyOf(tensors);
    }

    byte[] toBytes() {
        Protobuf.Writer out = new Protobuf.Writer();
        if (!uid.isEmpty()) {
            out.text(UID, uid);
        }
        tensors.forEach(tensor -> out.bytes(TENSORS, tensor.toBytes()));
        if (metadata.length > 0) {
            out.bytes(METADATA, metadata);
        }
        return out.toBytes();
    }
}
