package io.subnetvalidator.chain.types;

import java.util.Arrays;
import java.util.HexFormat;

/** A 20-byte account, the Ethereum address of a secp256k1 key. */
public final class AccountId implements Comparable<AccountId> {

    public static final int LENGTH = 20;

    private final byte[] bytes;

    private AccountId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #LENGTH} bytes */
    public static AccountId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an account has 20 bytes, not " + bytes.length);
        }
        return new AccountId(bytes.clone());
    }

    /** Reads hexadecimal text, with or without {@code 0x}. */
    public static AccountId parse(String hex) {
        return of(Hex.decode(hex));
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(AccountId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccountId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lowercase hexadecimal with {@code 0x}. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
