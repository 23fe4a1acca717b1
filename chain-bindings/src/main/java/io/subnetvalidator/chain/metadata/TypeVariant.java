package io.subnetvalidator.chain.metadata;

import java.util.List;

/** A variant of an enumeration: also a call, an event or an error of a pallet. */
public record TypeVariant(String name, List<TypeField> fields, int index, List<String> docs) {
    public TypeVariant {
        fields = List.copyOf(fields);
        docs = List.copyOf(docs);
    }
}
