package io.subnetvalidator.scp.p2p.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The few protobuf messages peers need: fields that are varints, bytes or doubles; fields of other kinds are skipped. */
public final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT = 10;

    /** More fields than any message of a connection's layers has. */
    private static final int MAX_FIELDS = 1024;

    /** @param start where the field's tag is */
    private record Field(int number, int kind, long value, int start, int from, int to) {}

    private final byte[] input;
    private final List<Field> fields = new ArrayList<>();
    private int position;

    private Protobuf(byte[] input, int maxFields) {
        this.input = input;
        while (position < input.length) {
            if (fields.size() >= maxFields) {
                throw error("more than " + maxFields + " fields");
            }
            readField();
        }
    }

    /** @throws WireException when the bytes are not a protobuf message */
    static Protobuf parse(byte[] message) {
        return new Protobuf(message, MAX_FIELDS);
    }

    /**
     * @param maxFields a message with more fields is refused
     * @throws WireException when the bytes are not a protobuf message
     */
    public static Protobuf parse(byte[] message, int maxFields) {
        return new Protobuf(message, maxFields);
    }

    /** The last occurrence of a bytes field, as protobuf wants it. */
    public Optional<byte[]> bytes(int number) {
        List<byte[]> all = allBytes(number);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Every occurrence of a bytes field, in order. */
    public List<byte[]> allBytes(int number) {
        return fields.stream()
                .filter(field -> field.number == number && field.kind == BYTES)
                .map(field -> Arrays.copyOfRange(input, field.from, field.to))
                .toList();
    }

    /** The last occurrence of a varint field. */
    public long number(int number, long fallback) {
        return fields.stream()
                .filter(field -> field.number == number && field.kind == VARINT)
                .mapToLong(Field::value)
                .reduce(fallback, (first, last) -> last);
    }

    /** The message as it came, without the fields of these numbers. */
    public byte[] without(Set<Integer> numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(input.length);
        for (Field field : fields) {
            if (!numbers.contains(field.number)) {
                out.write(input, field.start, field.to - field.start);
            }
        }
        return out.toByteArray();
    }

    /** The last occurrence of a double field. */
    public double real(int number, double fallback) {
        return fields.stream()
                .filter(field -> field.number == number && field.kind == FIXED64)
                .mapToDouble(field -> ByteBuffer.wrap(input, field.from, Double.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getDouble())
                .reduce(fallback, (first, last) -> last);
    }

    /**
     * Every occurrence of a repeated varint field, packed or not.
     *
     * @param most a field with more values is refused
     */
    public List<Long> numbers(int number, int most) {
        List<Long> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.number == number && field.kind == VARINT) {
                values.add(field.value);
            } else if (field.number == number && field.kind == BYTES) {
                unpack(field, most, values);
            }
            if (values.size() > most) {
                throw error("more than " + most + " values in field " + number);
            }
        }
        return values;
    }

    private void unpack(Field field, int most, List<Long> values) {
        long value = 0;
        int octets = 0;
        for (int i = field.from; i < field.to && values.size() <= most; i++) {
            if (octets == MAX_VARINT) {
                throw error("a varint has more than " + MAX_VARINT + " bytes");
            }
            value |= (long) (input[i] & 0x7F) << (7 * octets++);
            if (input[i] >= 0) {
                values.add(value);
                value = 0;
                octets = 0;
            }
        }
        if (octets != 0) {
            throw error("a varint is cut off");
        }
    }

    private void readField() {
        int start = position;
        long tag = varint();
        int number = (int) (tag >>> 3);
        int kind = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE) {
            throw error("a field number is out of range");
        }
        switch (kind) {
            case VARINT -> fields.add(new Field(number, kind, varint(), start, position, position));
            case BYTES -> fields.add(slice(number, kind, start, varint()));
            case FIXED64 -> fields.add(slice(number, kind, start, Long.BYTES));
            case FIXED32 -> fields.add(slice(number, kind, start, Integer.BYTES));
            default -> throw error("a field is of unknown kind " + kind);
        }
    }

    private Field slice(int number, int kind, int start, long length) {
        if (length < 0 || length > input.length - position) {
            throw error("a field is longer than its message");
        }
        Field field = new Field(number, kind, 0, start, position, position + (int) length);
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
    public static final class Writer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        public Writer number(int field, long value) {
            Uvarint.write(out, (long) field << 3 | VARINT);
            Uvarint.write(out, value);
            return this;
        }

        public Writer bytes(int field, byte[] value) {
            Uvarint.write(out, (long) field << 3 | BYTES);
            Uvarint.write(out, value.length);
            out.writeBytes(value);
            return this;
        }

        public Writer text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        public Writer real(int field, double value) {
            Uvarint.write(out, (long) field << 3 | FIXED64);
            out.writeBytes(ByteBuffer.allocate(Double.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(value)
                    .array());
            return this;
        }

        /** A repeated varint field in packed form; nothing when there are no values. */
        public Writer packed(int field, List<Integer> values) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            values.forEach(value -> Uvarint.write(packed, value));
            return values.isEmpty() ? this : bytes(field, packed.toByteArray());
        }

        public byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
