package io.subnetvalidator.chain.metadata;

import java.util.ArrayList;
import java.util.List;

/** Builds registries of anonymous types for tests, also broken ones. */
final class TypeList {

    private final List<PortableType> types = new ArrayList<>();

    int add(TypeDef definition) {
        return add(definition, List.of());
    }

    int add(TypeDef definition, List<String> path) {
        types.add(new PortableType(types.size(), path, List.of(), definition, List.of()));
        return types.size() - 1;
    }

    TypeRegistry registry() {
        return new TypeRegistry(types);
    }
}
