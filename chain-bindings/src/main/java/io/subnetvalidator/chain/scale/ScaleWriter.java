package io.subnetvalidator.chain.scale;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Appends values in SCALE; every method returns the writer, so that a record reads as one chain of calls. */
public final class ScaleWriter {

    private static final BigInteger COMPACT_BIG_LIMIT = BigInteger.ONE.shiftLeft(536);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ScaleWriter u8(int value) {
        if (value < 0 || value > 0xFF) {
            throw new ArithmeticException("not a u8: " + value);
        }
        out.write(value);
        return this;
    }

    public ScaleWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public ScaleWriter u16(int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new ArithmeticException("not a u16: " + value);
        }
        return littleEndian(value, 2);
    }

    public ScaleWriter u32(long value) {
        return littleEndian(Unsigned.requireU32(value, "u32"), 4);
    }

    /** All 64 bits of {@code value}, read as unsigned. */
    public ScaleWriter u64(long value) {
        return littleEndian(value, 8);
    }

    public ScaleWriter u128(BigInteger value) {
        return fixed(Unsigned.requireU128(value, "u128"), 16);
    }

    /** An unsigned integer of {@code size} bytes. */
    public ScaleWriter unsigned(BigInteger value, int size) {
        if (value.signum() < 0 || value.bitLength() > size * 8) {
            throw new ArithmeticException("not an unsigned integer of " + size + " bytes: " + value);
        }
        return fixed(value, size);
    }

    /** A two's complement integer of {@code size} bytes. */
    public ScaleWriter signed(BigInteger value, int size) {
        if (value.bitLength() >= size * 8) {
            throw new ArithmeticException("not a signed integer of " + size + " bytes: " + value);
        }
        return fixed(value, size);
    }

    public ScaleWriter compact(long value) {
        if (value < 0) {
            throw new ArithmeticException("not an unsigned integer: " + value);
        }
        return compact(BigInteger.valueOf(value));
    }

    public ScaleWriter compact(BigInteger value) {
        if (value.signum() < 0 || value.compareTo(COMPACT_BIG_LIMIT) >= 0) {
            throw new ArithmeticException("not a compact integer: " + value);
        }
        int bits = value.bitLength();
        if (bits <= 6) {
            return u8(value.intValue() << 2);
        }
        if (bits <= 14) {
            return littleEndian((value.longValue() << 2) | 1, 2);
        }
        if (bits <= 30) {
            return littleEndian((value.longValue() << 2) | 2, 4);
        }
        int size = Math.max(4, (bits + 7) / 8);
        out.write(((size - 4) << 2) | 3);
        return fixed(value, size);
    }

    /** Bytes without a length. */
    public ScaleWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** {@code Vec<u8>}: compact length, then the bytes. */
    public ScaleWriter bytes(byte[] bytes) {
        return compact(bytes.length).raw(bytes);
    }

    /** UTF-8 text as {@code Vec<u8>}. */
    public ScaleWriter string(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The raw bits of the double, little-endian, so that equal bits give equal bytes. */
    public ScaleWriter f64Bits(double value) {
        return u64(Double.doubleToRawLongBits(value));
    }

    public <T> ScaleWriter option(Optional<T> value, BiConsumer<ScaleWriter, T> encode) {
        u8(value.isPresent() ? 1 : 0);
        value.ifPresent(present -> encode.accept(this, present));
        return this;
    }

    /** {@code Vec<T>}: compact count, then the items in iteration order. */
    public <T> ScaleWriter vec(Collection<? extends T> items, BiConsumer<ScaleWriter, T> encode) {
        compact(items.size());
        for (T item : items) {
            encode.accept(this, item);
        }
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    private ScaleWriter littleEndian(long value, int size) {
        for (int i = 0; i < size; i++) {
            out.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    private ScaleWriter fixed(BigInteger value, int size) {
        byte[] bigEndian = value.toByteArray();
        int fill = value.signum() < 0 ? 0xFF : 0;
        for (int i = 0; i < size; i++) {
            int index = bigEndian.length - 1 - i;
            out.write(index >= 0 ? bigEndian[index] : fill);
        }
        return this;
    }
}
