package io.subnetvalidator.chain.metadata;

import java.util.List;
import java.util.Optional;

/**
 * A type of the registry.
 *
 * @param path module path and name in the runtime's source, empty for types without one
 */
public record PortableType(
        int id, List<String> path, List<Parameter> parameters, TypeDef definition, List<String> docs) {

    /** A generic parameter; without a type it is one that does not enter the encoding. */
    public record Parameter(String name, Optional<Integer> type) {}

    public PortableType {
        path = List.copyOf(path);
        parameters = List.copyOf(parameters);
        docs = List.copyOf(docs);
    }

    /** Last part of the path, empty for types without one. */
    public String name() {
        return path.isEmpty() ? "" : path.get(path.size() - 1);
    }
}
