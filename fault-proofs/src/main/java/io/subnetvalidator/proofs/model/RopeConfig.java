package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The rotary settings of a {@code config.json}, in the older form and in that of transformers 5. */
final class RopeConfig {

    private final ConfigValues values;
    private final JsonNode rope;

    private RopeConfig(ConfigValues values) {
        this.values = values;
        this.rope = values.isSet("rope_parameters") ? values.node("rope_parameters") : values.node("rope_scaling");
    }

    /** @param theta base of the angles where none is given */
    static PositionCoding.Rotary read(ConfigValues values, double theta) {
        RopeConfig config = new RopeConfig(values);
        for (JsonNode node : List.of(values.root(), config.rope)) {
            if (node.path("partial_rotary_factor").asDouble(1) != 1) {
                throw values.error("partial_rotary_factor is not supported");
            }
        }
        return new PositionCoding.Rotary(config.theta(theta), config.scaling());
    }

    private double theta(double absent) {
        JsonNode node = rope.has("rope_theta") ? rope : values.root();
        return node.hasNonNull("rope_theta") ? values.positive(node, "rope_theta", "rope_theta") : absent;
    }

    private RopeScaling scaling() {
        if (rope.isMissingNode() || rope.isNull()) {
            return new RopeScaling.None();
        }
        if (!rope.isObject()) {
            throw values.error("the rope settings are not an object");
        }
        String type = rope.path("rope_type").asText(rope.path("type").asText("(none)"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(number("factor"));
            case "llama3" -> llama3();
            default -> throw values.unsupported("rope type", type, List.of("default", "linear", "llama3"));
        };
    }

    private RopeScaling llama3() {
        double low = number("low_freq_factor");
        double high = number("high_freq_factor");
        if (high <= low) {
            throw values.error("high_freq_factor " + high + " is not above low_freq_factor " + low);
        }
        double context = number("original_max_position_embeddings");
        if (context > ConfigValues.MAX_CONTEXT || context != Math.rint(context)) {
            throw values.error("original_max_position_embeddings " + context + " is not a number of tokens");
        }
        return new RopeScaling.Llama3(number("factor"), low, high, (int) context);
    }

    private double number(String name) {
        return values.positive(rope, name, "the rope setting " + name);
    }
}
