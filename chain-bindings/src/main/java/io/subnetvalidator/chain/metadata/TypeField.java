package io.subnetvalidator.chain.metadata;

import java.util.List;
import java.util.Optional;

/**
 * A field of a structure or of a variant.
 *
 * @param typeName how the source code of the runtime calls the type; for people only
 */
public record TypeField(Optional<String> name, int type, Optional<String> typeName, List<String> docs) {
    public TypeField {
        docs = List.copyOf(docs);
    }
}
