package io.subnetvalidator.scp.p2p.wire;

import java.nio.ByteBuffer;

/**
 * The twelve bytes in front of every yamux frame (yamux specification, "Framing").
 *
 * @param type one of the four types
 * @param flags bits of {@link #SYN}, {@link #ACK}, {@link #FIN}, {@link #RST}
 * @param stream stream id; 0 for the connection
 * @param value length of the data that follows, window delta, ping value or reason, as an unsigned 32-bit number
 */
record YamuxFrame(int type, int flags, int stream, long value) {

    static final int HEADER = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    private static final int VERSION = 0;

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Bytes that follow the header. */
    long bodyLength() {
        return type == DATA ? value : 0;
    }

    byte[] encode() {
        return ByteBuffer.allocate(HEADER)
                .put((byte) VERSION)
                .put((byte) type)
                .putShort((short) flags)
                .putInt(stream)
                .putInt((int) value)
                .array();
    }

    /** The header at the front of the queue, left there; twelve bytes must be there. */
    static YamuxFrame peek(ByteQueue in) {
        if (in.peek(0) != VERSION) {
            throw new WireException(WireException.Layer.YAMUX, "version " + in.peek(0) + " is not known");
        }
        if (in.peek(1) > GO_AWAY) {
            throw new WireException(WireException.Layer.YAMUX, "frame type " + in.peek(1) + " is not known");
        }
        int flags = in.peek(2) << 8 | in.peek(3);
        return new YamuxFrame(in.peek(1), flags, (int) unsigned(in, 4), unsigned(in, 8));
    }

    private static long unsigned(ByteQueue in, int from) {
        long value = 0;
        for (int i = from; i < from + 4; i++) {
            value = value << 8 | in.peek(i);
        }
        return value;
    }
}
