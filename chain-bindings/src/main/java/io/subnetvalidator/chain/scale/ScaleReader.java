package io.subnetvalidator.chain.scale;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads SCALE from a byte array. Every length is checked against what is left of the input before anything is allocated, and
 * non-canonical forms (a compact integer in a longer mode than needed, a bool other than 0 or 1) are refused, so that
 * re-encoding what was read gives the same bytes.
 */
public final class ScaleReader {

    private final byte[] input;
    private final int end;
    private int position;

    public ScaleReader(byte[] input) {
        this(input, 0, input.length);
    }

    public ScaleReader(byte[] input, int from, int to) {
        if (from < 0 || to < from || to > input.length) {
            throw new IllegalArgumentException("no such range: " + from + " to " + to + " of " + input.length);
        }
        this.input = input;
        this.position = from;
        this.end = to;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    /** @throws ScaleException when bytes are left over */
    public void requireEnd() {
        if (position != end) {
            throw error((end - position) + " bytes too many");
        }
    }

    public int u8() {
        require(1);
        return input[position++] & 0xFF;
    }

    public boolean bool() {
        int value = u8();
        if (value > 1) {
            throw error("a bool is 0 or 1, not " + value);
        }
        return value == 1;
    }

    public int u16() {
        return (int) littleEndian(2);
    }

    public long u32() {
        return littleEndian(4);
    }

    /** All 64 bits, to be read as unsigned. */
    public long u64() {
        return littleEndian(8);
    }

    public BigInteger u128() {
        return unsigned(16);
    }

    public BigInteger unsigned(int size) {
        return new BigInteger(1, reversed(size));
    }

    public BigInteger signed(int size) {
        return new BigInteger(reversed(size));
    }

    public double f64Bits() {
        return Double.longBitsToDouble(u64());
    }

    public BigInteger compact() {
        require(1);
        int mode = input[position] & 3;
        return switch (mode) {
            case 0 -> BigInteger.valueOf(u8() >> 2);
            case 1 -> canonical(BigInteger.valueOf(u16() >> 2), 6);
            case 2 -> canonical(BigInteger.valueOf(u32() >> 2), 14);
            default -> {
                int size = (u8() >> 2) + 4;
                BigInteger value = unsigned(size);
                yield canonical(value, size == 4 ? 30 : (size - 1) * 8);
            }
        };
    }

    /** A compact integer that must fit a {@code u32}. */
    public long compactU32() {
        BigInteger value = compact();
        if (value.bitLength() > 32) {
            throw error("a compact u32 is below 2^32, not " + value);
        }
        return value.longValue();
    }

    /**
     * A count of items.
     *
     * @param minimumItemSize smallest encoding of one item in bytes; 0 for items that take no bytes
     * @param limit largest count accepted
     */
    public int count(int minimumItemSize, int limit) {
        BigInteger value = compact();
        if (value.bitLength() > 31 || value.intValue() > limit) {
            throw error("a count of " + value + " is above the limit of " + limit);
        }
        int count = value.intValue();
        if ((long) count * minimumItemSize > remaining()) {
            throw error(count + " items do not fit the " + remaining() + " bytes left");
        }
        return count;
    }

    public byte[] raw(int size) {
        require(size);
        byte[] bytes = Arrays.copyOfRange(input, position, position + size);
        position += size;
        return bytes;
    }

    /** {@code Vec<u8>} of at most {@code limit} bytes. */
    public byte[] bytes(int limit) {
        return raw(count(1, limit));
    }

    /** UTF-8 text of at most {@code limit} bytes. */
    public String string(int limit) {
        int start = position;
        byte[] utf8 = bytes(limit);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ScaleException("not UTF-8 text", start);
        }
    }

    public <T> Optional<T> option(Function<ScaleReader, T> decode) {
        int tag = u8();
        return switch (tag) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(decode.apply(this));
            default -> throw error("an option starts with 0 or 1, not " + tag);
        };
    }

    /** {@code Vec<T>} of at most {@code limit} items, each at least one byte long. */
    public <T> List<T> vec(int limit, Function<ScaleReader, T> decode) {
        int count = count(1, limit);
        List<T> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(decode.apply(this));
        }
        return List.copyOf(items);
    }

    /** A failure at the current position, for decoders built on this reader. */
    public ScaleException error(String message) {
        return new ScaleException(message, position);
    }

    private BigInteger canonical(BigInteger value, int bitsOfShorterMode) {
        if (value.bitLength() <= bitsOfShorterMode) {
            throw error("a compact integer is not in its shortest form");
        }
        return value;
    }

    private void require(int size) {
        if (size < 0 || size > end - position) {
            throw error(size + " bytes wanted, " + (end - position) + " left");
        }
    }

    private long littleEndian(int size) {
        require(size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (input[position + i] & 0xFF);
        }
        position += size;
        return value;
    }

    private byte[] reversed(int size) {
        byte[] bytes = raw(size);
        for (int i = 0, j = size - 1; i < j; i++, j--) {
            byte swap = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swap;
        }
        return bytes;
    }
}
