package io.subnetvalidator.chain.metadata;

import io.subnetvalidator.chain.crypto.StorageHasher;
import java.util.List;

/**
 * What a storage item looks like in this runtime.
 *
 * @param keys shapes of the keys
 * @param valueName the value type by its names
 * @param value the value type by what it encodes to
 */
public record StorageShape(
        String pallet,
        String name,
        StorageItem.Modifier modifier,
        List<StorageHasher> hashers,
        List<String> keys,
        String valueName,
        String value) {

    public StorageShape {
        hashers = List.copyOf(hashers);
        keys = List.copyOf(keys);
    }
}
