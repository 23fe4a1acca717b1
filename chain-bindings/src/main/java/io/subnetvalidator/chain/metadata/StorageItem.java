package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.crypto.StorageHasher;
import java.util.List;

/**
 * A storage item of a pallet: a single value when there are no hashers, else a map with one key per hasher.
 *
 * @param keyTypes one type per hasher
 * @param defaultValue encoded value of a missing entry when the modifier is {@link Modifier#DEFAULT}
 */
public record StorageItem(
        String name,
        Modifier modifier,
        List<StorageHasher> hashers,
        List<Integer> keyTypes,
        int valueType,
        Value.Bytes defaultValue,
        List<String> docs) {

    /** What a missing entry means. */
    public enum Modifier {
        /** Nothing. */
        OPTIONAL,
        /** The default value. */
        DEFAULT
    }

    public StorageItem {
        hashers = List.copyOf(hashers);
        keyTypes = List.copyOf(keyTypes);
        docs = List.copyOf(docs);
        if (hashers.size() != keyTypes.size()) {
            throw new MetadataException(
                    "storage item " + name + " has " + hashers.size() + " hashers for " + keyTypes.size() + " keys");
        }
    }
}
