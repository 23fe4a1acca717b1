package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MessagePack (its specification of 2017) as hivemind reads and writes it. Reading is bounded: by the depth of nesting, by the
 * number of values, and by the bytes that are there, whatever a header announces.
 */
public final class Msgpack {

    /** Extension type of a Python tuple, whose data is a packed list. */
    static final int TUPLE = 0x40;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_VALUES = 1 << 16;

    private final ByteBuffer in;
    private int values;

    private Msgpack(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /**
     * The one value these bytes hold.
     *
     * @throws WireException when they are something else, or above the bounds
     */
    public static MsgpackValue unpack(byte[] bytes) {
        Msgpack reader = new Msgpack(bytes);
        return reader.only(0);
    }

    /** In the shortest form, as Python's msgpack writes it. */
    public static byte[] pack(MsgpackValue value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(new DataOutputStream(bytes), value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private MsgpackValue only(int depth) {
        MsgpackValue value = read(depth);
        if (in.hasRemaining()) {
            throw error(in.remaining() + " bytes behind a value");
        }
        return value;
    }

    private MsgpackValue read(int depth) {
        if (depth > MAX_DEPTH) {
            throw new WireException(WireException.Layer.LIMIT, "msgpack nested deeper than " + MAX_DEPTH);
        }
        if (++values > MAX_VALUES) {
            throw new WireException(WireException.Layer.LIMIT, "more than " + MAX_VALUES + " msgpack values");
        }
        int head = need(1).get() & 0xFF;
        if (head < 0x80) {
            return new MsgpackValue.Whole(head);
        }
        if (head < 0x90) {
            return table(head & 0x0F, depth);
        }
        if (head < 0xA0) {
            return new MsgpackValue.Items(items(head & 0x0F, depth));
        }
        if (head < 0xC0) {
            return text(head & 0x1F);
        }
        return head >= 0xE0 ? new MsgpackValue.Whole((byte) head) : readLong(head, depth);
    }

    private MsgpackValue readLong(int head, int depth) {
        return switch (head) {
            case 0xC0 -> new MsgpackValue.Nil();
            case 0xC2 -> new MsgpackValue.Flag(false);
            case 0xC3 -> new MsgpackValue.Flag(true);
            case 0xC4, 0xC5, 0xC6 -> new MsgpackValue.Binary(Bytes.of(bytes(length(1 << (head - 0xC4)))));
            case 0xC7, 0xC8, 0xC9 -> extension(length(1 << (head - 0xC7)), depth);
            case 0xCA -> new MsgpackValue.Real(need(Float.BYTES).getFloat());
            case 0xCB -> new MsgpackValue.Real(need(Double.BYTES).getDouble());
            case 0xCC -> new MsgpackValue.Whole(need(1).get() & 0xFF);
            case 0xCD -> new MsgpackValue.Whole(need(2).getShort() & 0xFFFF);
            case 0xCE -> new MsgpackValue.Whole(need(4).getInt() & 0xFFFF_FFFFL);
            case 0xCF -> unsigned();
            case 0xD0 -> new MsgpackValue.Whole(need(1).get());
            case 0xD1 -> new MsgpackValue.Whole(need(2).getShort());
            case 0xD2 -> new MsgpackValue.Whole(need(4).getInt());
            case 0xD3 -> new MsgpackValue.Whole(need(8).getLong());
            case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> extension(1 << (head - 0xD4), depth);
            case 0xD9, 0xDA, 0xDB -> text(length(1 << (head - 0xD9)));
            case 0xDC, 0xDD -> new MsgpackValue.Items(items(length(2 << (head - 0xDC)), depth));
            case 0xDE, 0xDF -> table(length(2 << (head - 0xDE)), depth);
            default -> throw error("no value begins with byte " + head);
        };
    }

    private MsgpackValue unsigned() {
        long value = need(Long.BYTES).getLong();
        if (value < 0) {
            throw error("an integer above 2^63 - 1");
        }
        return new MsgpackValue.Whole(value);
    }

    private MsgpackValue extension(int length, int depth) {
        int type = need(1).get();
        byte[] data = bytes(length);
        if (type != TUPLE) {
            return new MsgpackValue.Extension(type, Bytes.of(data));
        }
        Msgpack inner = new Msgpack(data);
        inner.values = values;
        MsgpackValue content = inner.only(depth + 1);
        values = inner.values;
        return new MsgpackValue.Tuple(content.elements().orElseThrow(() -> error("a tuple is not a list")));
    }

    private List<MsgpackValue> items(int count, int depth) {
        need(count);
        List<MsgpackValue> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(read(depth + 1));
        }
        return items;
    }

    private MsgpackValue table(int count, int depth) {
        need(count);
        Map<String, MsgpackValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = read(depth + 1).text().orElseThrow(() -> error("a key is not text"));
            entries.put(key, read(depth + 1));
        }
        return new MsgpackValue.Table(entries);
    }

    private MsgpackValue text(int length) {
        byte[] utf8 = bytes(length);
        try {
            return new MsgpackValue.Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new WireException(WireException.Layer.MESSAGE, "a msgpack text is not UTF-8", e);
        }
    }

    private int length(int octets) {
        need(octets);
        long length = switch (octets) {
            case 1 -> in.get() & 0xFF;
            case 2 -> in.getShort() & 0xFFFF;
            default -> in.getInt() & 0xFFFF_FFFFL;
        };
        if (length > in.remaining()) {
            throw error("a value of " + length + " parts in " + in.remaining() + " bytes");
        }
        return (int) length;
    }

    private byte[] bytes(int length) {
        need(length);
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }

    private ByteBuffer need(int octets) {
        if (in.remaining() < octets) {
            throw error("a value is cut off");
        }
        return in;
    }

    private static void write(DataOutputStream out, MsgpackValue value) throws IOException {
        if (value instanceof MsgpackValue.Nil) {
            out.write(0xC0);
        } else if (value instanceof MsgpackValue.Flag flag) {
            out.write(flag.value() ? 0xC3 : 0xC2);
        } else if (value instanceof MsgpackValue.Whole number) {
            writeWhole(out, number.value());
        } else if (value instanceof MsgpackValue.Real real) {
            out.write(0xCB);
            out.writeDouble(real.value());
        } else if (value instanceof MsgpackValue.Text text) {
            byte[] utf8 = text.value().getBytes(StandardCharsets.UTF_8);
            writeHead(out, utf8.length, new Heads(0xA0, 32, 0xD9, 0xDA, 0xDB));
            out.write(utf8);
        } else if (value instanceof MsgpackValue.Binary binary) {
            writeHead(out, binary.value().size(), new Heads(0, 0, 0xC4, 0xC5, 0xC6));
            out.write(binary.value().toBytes());
        } else if (value instanceof MsgpackValue.Items list) {
            writeItems(out, list.items());
        } else if (value instanceof MsgpackValue.Table table) {
            writeHead(out, table.entries().size(), new Heads(0x80, 16, -1, 0xDE, 0xDF));
            for (Map.Entry<String, MsgpackValue> entry : table.entries().entrySet()) {
                write(out, new MsgpackValue.Text(entry.getKey()));
                write(out, entry.getValue());
            }
        } else if (value instanceof MsgpackValue.Tuple tuple) {
            writeExtension(out, TUPLE, pack(new MsgpackValue.Items(tuple.items())));
        } else if (value instanceof MsgpackValue.Extension extension) {
            writeExtension(out, extension.type(), extension.data().toBytes());
        }
    }

    private static void writeItems(DataOutputStream out, List<MsgpackValue> items) throws IOException {
        writeHead(out, items.size(), new Heads(0x90, 16, -1, 0xDC, 0xDD));
        for (MsgpackValue item : items) {
            write(out, item);
        }
    }

    private static void writeWhole(DataOutputStream out, long value) throws IOException {
        if (value >= -32 && value < 128) {
            out.write((int) value);
        } else if (value >= 0) {
            writeHead(out, value, new Heads(0, 0, 0xCC, 0xCD, 0xCE));
        } else if (value >= Byte.MIN_VALUE) {
            out.write(0xD0);
            out.write((int) value);
        } else if (value >= Short.MIN_VALUE) {
            out.write(0xD1);
            out.writeShort((int) value);
        } else if (value >= Integer.MIN_VALUE) {
            out.write(0xD2);
            out.writeInt((int) value);
        } else {
            out.write(0xD3);
            out.writeLong(value);
        }
    }

    private static void writeExtension(DataOutputStream out, int type, byte[] data) throws IOException {
        int length = data.length;
        if (length <= 16 && Integer.bitCount(length) == 1) {
            out.write(0xD4 + Integer.numberOfTrailingZeros(length));
        } else {
            writeHead(out, length, new Heads(0, 0, 0xC7, 0xC8, 0xC9));
        }
        out.write(type);
        out.write(data);
    }

    /**
     * First bytes of a kind of value.
     *
     * @param small added to counts below {@code smallCount}
     * @param one before a count of one byte, -1 when the kind has none
     */
    private record Heads(int small, int smallCount, int one, int two, int four) {}

    private static void writeHead(DataOutputStream out, long count, Heads heads) throws IOException {
        if (count < heads.smallCount) {
            out.write(heads.small + (int) count);
        } else if (count <= 0xFF && heads.one >= 0) {
            out.write(heads.one);
            out.write((int) count);
        } else if (count <= 0xFFFF) {
            out.write(heads.two);
            out.writeShort((int) count);
        } else if (count <= 0xFFFF_FFFFL) {
            out.write(heads.four);
            out.writeInt((int) count);
        } else {
            out.write(0xCF);
            out.writeLong(count);
        }
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, "msgpack: " + message);
    }
}
