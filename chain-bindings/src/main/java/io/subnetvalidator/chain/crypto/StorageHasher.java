package io.subnetvalidator.chain.crypto;

import io.subnetvalidator.chain.types.Blake2b;
import java.util.Arrays;
import java.util.Optional;

/** How one part of a storage map's key enters the storage key. The order is the one of the metadata. */
public enum StorageHasher {
    BLAKE2_128("Blake2_128", 16, false),
    BLAKE2_256("Blake2_256", 32, false),
    BLAKE2_128_CONCAT("Blake2_128Concat", 16, true),
    TWOX_128("Twox128", 16, false),
    TWOX_256("Twox256", 32, false),
    TWOX_64_CONCAT("Twox64Concat", 8, true),
    IDENTITY("Identity", 0, true);

    private final String metadataName;
    private final int hashLength;
    private final boolean keepsKey;

    StorageHasher(String metadataName, int hashLength, boolean keepsKey) {
        this.metadataName = metadataName;
        this.hashLength = hashLength;
        this.keepsKey = keepsKey;
    }

    /** The name in the metadata, such as {@code Blake2_128Concat}. */
    public String metadataName() {
        return metadataName;
    }

    /** Bytes of hash before the key; 0 for {@link #IDENTITY}. */
    public int hashLength() {
        return hashLength;
    }

    /** Whether the encoded key follows the hash, so that it can be read back. */
    public boolean keepsKey() {
        return keepsKey;
    }

    /** The part of the storage key for one encoded key. */
    public byte[] apply(byte[] encodedKey) {
        byte[] hash = hash(encodedKey);
        if (!keepsKey) {
            return hash;
        }
        byte[] out = Arrays.copyOf(hash, hash.length + encodedKey.length);
        System.arraycopy(encodedKey, 0, out, hash.length, encodedKey.length);
        return out;
    }

    /** The bare hash, without the key behind it. */
    public byte[] hash(byte[] encodedKey) {
        return switch (this) {
            case BLAKE2_128, BLAKE2_128_CONCAT -> Blake2b.hash(16, encodedKey);
            case BLAKE2_256 -> Blake2b.hash(32, encodedKey);
            case TWOX_128 -> Twox.twox128(encodedKey);
            case TWOX_256 -> Twox.twox256(encodedKey);
            case TWOX_64_CONCAT -> Twox.twox64(encodedKey);
            case IDENTITY -> new byte[0];
        };
    }

    /** The hasher with this number in the metadata, if there is one. */
    public static Optional<StorageHasher> ofMetadataIndex(int index) {
        return index >= 0 && index < values().length ? Optional.of(values()[index]) : Optional.empty();
    }
}
