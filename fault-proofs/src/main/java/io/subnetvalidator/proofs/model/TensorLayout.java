package io.subnetvalidator.proofs.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names and shapes of the tensors a model consists of, collected one by one. */
final class TensorLayout {

    /** The embedding of the Llama families. */
    static final String EMBEDDING = "model.embed_tokens.weight";

    /** The matrix that makes logits where the embedding does not. */
    static final String HEAD = "lm_head.weight";

    private final Map<String, List<Long>> shapes = new TreeMap<>();

    /** Shapes by name. */
    Map<String, List<Long>> shapes() {
        return shapes;
    }

    void vector(String name, long size) {
        shapes.put(name, List.of(size));
    }

    void matrix(String name, long rows, long columns) {
        shapes.put(name, List.of(rows, columns));
    }

    /** A matrix and, where there is one, the bias added to its product. */
    void linear(String name, long rows, long columns, boolean bias) {
        matrix(name + ".weight", rows, columns);
        if (bias) {
            vector(name + ".bias", rows);
        }
    }

    /** Weight and bias of a layer norm. */
    void norm(String name, long size) {
        vector(name + ".weight", size);
        vector(name + ".bias", size);
    }
}
