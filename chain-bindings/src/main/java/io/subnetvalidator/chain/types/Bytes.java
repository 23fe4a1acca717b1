package io.subnetvalidator.chain.types;

import java.util.Arrays;

/** Immutable bytes with value equality, for records that carry free-form data. */
public final class Bytes {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** Reads hexadecimal text, with or without {@code 0x}. */
    public static Bytes parse(String hex) {
        return new Bytes(Hex.decode(hex));
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lowercase hexadecimal with {@code 0x}. */
    @Override
    public String toString() {
        return Hex.encode(bytes);
    }
}
