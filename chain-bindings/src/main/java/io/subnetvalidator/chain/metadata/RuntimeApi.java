package io.subnetvalidator.chain.metadata;

import java.util.List;
import java.util.Optional;

/** A runtime API that the metadata describes; only version 15 does. */
public record RuntimeApi(String name, List<Method> methods, List<String> docs) {

    public record Method(String name, List<Input> inputs, int output, List<String> docs) {
        public Method {
            inputs = List.copyOf(inputs);
            docs = List.copyOf(docs);
        }
    }

    public record Input(String name, int type) {}

    public RuntimeApi {
        methods = List.copyOf(methods);
        docs = List.copyOf(docs);
    }

    public Optional<Method> method(String methodName) {
        return methods.stream()
                .filter(method -> method.name().equals(methodName))
                .findFirst();
    }
}
