package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.crypto.StorageHasher;
import io.subnetvalidator.chain.crypto.Twox;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keys and values of one storage item. */
public final class StorageEntry {

    private final ValueCodec codec;
    private final Pallet pallet;
    private final StorageItem item;

    StorageEntry(ValueCodec codec, Pallet pallet, StorageItem item) {
        this.codec = codec;
        this.pallet = pallet;
        this.item = item;
    }

    public StorageItem item() {
        return item;
    }

    /** Such as {@code Network.SubnetsData}. */
    public String qualifiedName() {
        return pallet.name() + "." + item.name();
    }

    /** The 32 bytes that all keys of the item start with: {@code twox128(pallet) || twox128(item)}. */
    public byte[] prefix() {
        return new ScaleWriter()
                .raw(Twox.twox128(pallet.storagePrefix().getBytes(StandardCharsets.UTF_8)))
                .raw(Twox.twox128(item.name().getBytes(StandardCharsets.UTF_8)))
                .toBytes();
    }

    /**
     * The full key.
     *
     * @throws ValueException when there is not one key value per hasher, or one has the wrong shape
     */
    public byte[] key(Value... keys) {
        if (keys.length != item.hashers().size()) {
            throw new ValueException(qualifiedName() + " has " + item.hashers().size() + " keys, not " + keys.length);
        }
        return partialKey(keys);
    }

    /** What all keys with these leading key values start with, for iteration. */
    public byte[] partialKey(Value... leadingKeys) {
        if (leadingKeys.length > item.hashers().size()) {
            throw new ValueException(
                    qualifiedName() + " has " + item.hashers().size() + " keys, not " + leadingKeys.length);
        }
        ScaleWriter out = new ScaleWriter().raw(prefix());
        for (int i = 0; i < leadingKeys.length; i++) {
            try {
                out.raw(item.hashers().get(i).apply(codec.encode(item.keyTypes().get(i), leadingKeys[i])));
            } catch (ValueException e) {
                throw e.inField(qualifiedName() + " key " + (i + 1));
            }
        }
        return out.toBytes();
    }

    /**
     * Reads the key values back out of a full key.
     *
     * @throws ValueException when the key is not one of this item, a hash in it is wrong, or a hasher does not keep its key
     */
    public List<Value> decodeKey(byte[] key) {
        byte[] prefix = prefix();
        if (key.length < prefix.length || !Arrays.equals(prefix, 0, prefix.length, key, 0, prefix.length)) {
            throw new ValueException(
                    "the key " + TypePrinter.shortened(Hex.encode(key)) + " is not one of " + qualifiedName());
        }
        ScaleReader in = new ScaleReader(key, prefix.length, key.length);
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < item.hashers().size(); i++) {
            try {
                values.add(keyPart(item.hashers().get(i), item.keyTypes().get(i), in, key));
            } catch (ValueException e) {
                throw e.inField(qualifiedName() + " key " + (i + 1));
            }
        }
        ValueCodec.requireEnd(in);
        return List.copyOf(values);
    }

    private Value keyPart(StorageHasher hasher, int type, ScaleReader in, byte[] key) {
        if (!hasher.keepsKey()) {
            throw new ValueException("the hasher " + hasher.metadataName() + " does not keep the key");
        }
        byte[] hash;
        try {
            hash = in.raw(hasher.hashLength());
        } catch (ScaleException e) {
            throw new ValueException(String.valueOf(e.getMessage()));
        }
        int start = in.position();
        Value value = codec.decode(type, in);
        if (!Arrays.equals(hash, hasher.hash(Arrays.copyOfRange(key, start, in.position())))) {
            throw new ValueException("the hash before the key value is wrong");
        }
        return value;
    }

    /**
     * The value as found in storage. A missing one is the default of the item, or nothing when the item is optional.
     *
     * @param raw nothing when storage has no such key
     */
    public Optional<Value> decode(Optional<byte[]> raw) {
        if (raw.isPresent()) {
            return Optional.of(decodePresent(raw.get()));
        }
        return item.modifier() == StorageItem.Modifier.DEFAULT
                ? Optional.of(decodePresent(item.defaultValue().toBytes()))
                : Optional.empty();
    }

    /** Reads a value that is in storage. */
    public Value decodePresent(byte[] raw) {
        try {
            return codec.decode(item.valueType(), raw);
        } catch (ValueException e) {
            throw e.inField(qualifiedName());
        }
    }

    /** The bytes to store for a value. */
    public byte[] encode(Value value) {
        try {
            return codec.encode(item.valueType(), value);
        } catch (ValueException e) {
            throw e.inField(qualifiedName());
        }
    }
}
