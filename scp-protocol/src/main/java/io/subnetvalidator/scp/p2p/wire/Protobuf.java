package io.subnetvalidator.scp.p2p.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The few protobuf messages libp2p needs: fields that are varints or bytes; fields of other kinds are skipped. */
final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT = 10;

    /** More fields than any message here has. */
    private static final int MAX_FIELDS = 1024;

    private record Field(int number, int kind, long value, int from, int to) {}

    private final byte[] input;
    private final List<Field> fields = new ArrayList<>();
    private int position;

    private Protobuf(byte[] input) {
        this.input = input;
        while (position < input.length) {
            if (fields.size() >= MAX_FIELDS) {
                throw error("more than " + MAX_FIELDS + " fields");
            }
            readField();
        }
    }

    /** @throws WireException when the bytes are not a protobuf message */
    static Protobuf parse(byte[] message) {
        return new Protobuf(message);
    }

    /** The last occurrence of a bytes field, as protobuf wants it. */
    Optional<byte[]> bytes(int number) {
        List<byte[]> all = allBytes(number);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    List<byte[]> allBytes(int number) {
        return fields.stream()
                .filter(field -> field.number == number && field.kind == BYTES)
                .map(field -> Arrays.copyOfRange(input, field.from, field.to))
                .toList();
    }

    long number(int number, long fallback) {
        return fields.stream()
                .filter(field -> field.number == number && field.kind == VARINT)
                .mapToLong(Field::value)
                .reduce(fallback, (first, last) -> last);
    }

    private void readField() {
        long tag = varint();
        int number = (int) (tag >>> 3);
        int kind = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE) {
            throw error("a field number is out of range");
        }
        switch (kind) {
            case VARINT -> fields.add(new Field(number, kind, varint(), position, position));
            case BYTES -> fields.add(slice(number, kind, varint()));
            case FIXED64 -> fields.add(slice(number, kind, Long.BYTES));
            case FIXED32 -> fields.add(slice(number, kind, Integer.BYTES));
            default -> throw error("a field is of unknown kind " + kind);
        }
    }

    private Field slice(int number, int kind, long length) {
        if (length < 0 || length > input.length - position) {
            throw error("a field is longer than its message");
        }
        Field field = new Field(number, kind, 0, position, position + (int) length);
        position = field.to;
        return field;
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT; i++) {
            if (position == input.length) {
                throw error("a varint is cut off");
            }
            byte octet = input[position++];
            value |= (long) (octet & 0x7F) << (7 * i);
            if (octet >= 0) {
                return value;
            }
        }
        throw error("a varint has more than " + MAX_VARINT + " bytes");
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, message);
    }

    /** Writes fields in the order of the calls. */
    static final class Writer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Writer number(int field, long value) {
            Uvarint.write(out, (long) field << 3 | VARINT);
            Uvarint.write(out, value);
            return this;
        }

        Writer bytes(int field, byte[] value) {
            Uvarint.write(out, (long) field << 3 | BYTES);
            Uvarint.write(out, value.length);
            out.writeBytes(value);
            return this;
        }

        Writer text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
