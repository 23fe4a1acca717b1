package io.subnetvalidator.scp.p2p.wire;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Messages behind their length as an unsigned varint. A length above the limit is refused before its bytes have come. */
public final class LengthPrefixed implements MessageDecoder {

    /** Enough for every length up to 2^28 - 1; a longer prefix is refused. */
    private static final int MAX_PREFIX = 4;

    private static final int LARGEST_LIMIT = (1 << 28) - 1;

    private final int limit;

    /** @param limit largest message accepted in bytes, at most 2^28 - 1 */
    public LengthPrefixed(int limit) {
        if (limit < 0 || limit > LARGEST_LIMIT) {
            throw new IllegalArgumentException("a message limit is 0 to " + LARGEST_LIMIT + " bytes, not " + limit);
        }
        this.limit = limit;
    }

    /** The message with its length in front. */
    public static byte[] frame(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + MAX_PREFIX);
        Uvarint.write(out, message.length);
        out.writeBytes(message);
        return out.toByteArray();
    }

    @Override
    public Optional<byte[]> next(ByteQueue in) {
        int length = 0;
        for (int i = 0; i < Math.min(in.size(), MAX_PREFIX); i++) {
            int octet = in.peek(i);
            length |= (octet & 0x7F) << (7 * i);
            if (octet < 0x80) {
                return message(in, i + 1, length, octet);
            }
        }
        if (in.size() >= MAX_PREFIX) {
            throw new WireException(
                    WireException.Layer.FRAME, "a length prefix has more than " + MAX_PREFIX + " bytes");
        }
        return Optional.empty();
    }

    private Optional<byte[]> message(ByteQueue in, int prefix, int length, int lastOctet) {
        if (lastOctet == 0 && prefix > 1) {
            throw new WireException(WireException.Layer.FRAME, "a length prefix is not in its shortest form");
        }
        if (length > limit) {
            throw new WireException(
                    WireException.Layer.LIMIT, "a message of " + length + " bytes is above the limit of " + limit);
        }
        if (in.size() < prefix + length) {
            return Optional.empty();
        }
        in.take(prefix);
        return Optional.of(in.take(length));
    }
}
