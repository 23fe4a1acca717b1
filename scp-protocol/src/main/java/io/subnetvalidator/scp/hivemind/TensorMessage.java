package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The protobuf message {@code Tensor}: a tensor, or a part of one.
 *
 * @param buffer packed values, little-endian; not copied, must not change
 * @param size dimensions as they came; empty in every part but the first
 * @param type name of the element type; empty in every part but the first
 * @param compression wire code
 * @param chunks number of parts; 0 when it is not said
 */
@SuppressWarnings("ArrayRecordComponent") // large or opaque, handed on and never compared
public record TensorMessage(
        byte[] buffer, List<Integer> size, boolean requiresGrad, String type, long compression, long chunks) {

    private static final int BUFFER = 1;
    private static final int SIZE = 2;
    private static final int REQUIRES_GRAD = 3;
    private static final int TYPE = 4;
    private static final int COMPRESSION = 5;
    private static final int CHUNKS = 6;

    private static final int MAX_FIELDS = 32;

    public TensorMessage {
        size = List.copyOf(size);
    }

    /** Whether this is where a tensor begins. */
    boolean isFirst() {
        return !type.isEmpty();
    }

    byte[] toBytes() {
        Protobuf.Writer out = new Protobuf.Writer();
        if (buffer.length > 0) {
            out.bytes(BUFFER, buffer);
        }
        out.packed(SIZE, size);
        if (requiresGrad) {
            out.number(REQUIRES_GRAD, 1);
        }
        if (!type.isEmpty()) {
            out.text(TYPE, type);
        }
        if (compression != 0) {
            out.number(COMPRESSION, compression);
        }
        if (chunks != 0) {
            out.number(CHUNKS, chunks);
        }
        return out.toBytes();
    }

    /** @throws WireException when the bytes are not a tensor message */
    static TensorMessage parse(byte[] bytes) {
        Protobuf in = Protobuf.parse(bytes, MAX_FIELDS);
        List<Integer> size = new ArrayList<>();
        for (long length : in.numbers(SIZE, Shape.MAX_DIMENSIONS)) {
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw new WireException(WireException.Layer.MESSAGE, "a dimension of " + Long.toUnsignedString(length));
            }
            size.add((int) length);
        }
        return new TensorMessage(
                in.bytes(BUFFER).orElse(new byte[0]),
                size,
                in.number(REQUIRES_GRAD, 0) != 0,
                new String(in.bytes(TYPE).orElse(new byte[0]), StandardCharsets.UTF_8),
                in.number(COMPRESSION, 0),
                in.number(CHUNKS, 0));
    }
}
