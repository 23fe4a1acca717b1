package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.List;

/**
 * The protobuf message {@code ExpertResponse}.
 *
 * @param metadata packed with {@link Msgpack}, possibly empty; not copied, must not change
 */
@SuppressWarnings("ArrayRecordComponent") // large or opaque, handed on and never compared
public record ExpertResponse(List<TensorMessage> tensors, byte[] metadata) {

    private static final int TENSORS = 2;
    private static final int METADATA = 3;
    private static final int MAX_FIELDS = 64;

    public ExpertResponse {
        tensors = List.copyOf(tensors);
    }

    /** @throws WireException when the bytes are no such message */
    static ExpertResponse parse(byte[] bytes) {
        Protobuf in = Protobuf.parse(bytes, MAX_FIELDS);
        return new ExpertResponse(
                in.allBytes(TENSORS).stream().map(TensorMessage::parse).toList(),
                in.bytes(METADATA).orElse(new byte[0]));
    }
}
