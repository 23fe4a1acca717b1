package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.MessageDecoder;
import io.subnetvalidator.scp.p2p.wire.Protobuf;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The framing of hivemind's stream calls: a marker byte, the length in 8 bytes, big-endian, and a protobuf message. A message of
 * marker 1 is an {@code RPCError}; an empty one is the end of what a client sends. What is cut out here keeps its marker in front.
 */
final class MarkedMessages implements MessageDecoder {

    private static final byte MESSAGE = 0;
    private static final byte ERROR = 1;
    private static final int HEADER = 1 + Long.BYTES;
    private static final int ERROR_TEXT = 1;
    private static final int MAX_FIELDS = 16;

    private final int limit;

    /** @param limit largest message accepted, in bytes */
    MarkedMessages(int limit) {
        this.limit = limit;
    }

    static byte[] frame(byte[] message) {
        return frame(MESSAGE, message);
    }

    /** Says that no more input comes. */
    static byte[] endOfInput() {
        return frame(ERROR, new byte[0]);
    }

    private static byte[] frame(byte marker, byte[] message) {
        return ByteBuffer.allocate(HEADER + message.length)
                .put(marker)
                .putLong(message.length)
                .put(message)
                .array();
    }

    @Override
    public Optional<byte[]> next(ByteQueue in) {
        if (in.isEmpty()) {
            return Optional.empty();
        }
        int marker = in.peek(0);
        if (marker != MESSAGE && marker != ERROR) {
            throw new WireException(WireException.Layer.FRAME, "no message begins with marker " + marker);
        }
        if (in.size() < HEADER) {
            return Optional.empty();
        }
        long length = 0;
        for (int i = 1; i < HEADER; i++) {
            length = length << Byte.SIZE | in.peek(i);
        }
        if (length < 0 || length > limit) {
            throw new WireException(
                    WireException.Layer.LIMIT,
                    "a message of " + Long.toUnsignedString(length) + " bytes is above the limit of " + limit);
        }
        if (in.size() < HEADER + length) {
            return Optional.empty();
        }
        in.take(HEADER);
        byte[] marked = new byte[1 + (int) length];
        marked[0] = (byte) marker;
        System.arraycopy(in.take((int) length), 0, marked, 1, (int) length);
        return Optional.of(marked);
    }

    /**
     * The message behind the marker.
     *
     * @throws ServerErrorException when it is an error
     */
    static byte[] message(byte[] marked) {
        byte[] message = Arrays.copyOfRange(marked, 1, marked.length);
        if (marked[0] == ERROR) {
            throw new ServerErrorException(UnaryCall.text(
                    Protobuf.parse(message, MAX_FIELDS).bytes(ERROR_TEXT).orElse(new byte[0])));
        }
        return message;
    }
}
