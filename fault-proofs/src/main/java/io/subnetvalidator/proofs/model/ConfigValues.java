package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/** Typed and bounded access to the settings of a {@code config.json}; every error names the file, the setting and its value. */
final class ConfigValues {

    static final int MAX_WIDTH = 1 << 20;
    static final int MAX_VOCABULARY = 1 << 22;
    static final int MAX_HEAD_SIZE = 1024;
    static final int MAX_CONTEXT = 1 << 24;

    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final JsonNode json;

    private ConfigValues(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    static ConfigValues read(Path file) {
        return new ConfigValues(file, StrictJson.readObject(file, MAX_BYTES));
    }

    JsonNode node(String name) {
        return json.path(name);
    }

    JsonNode root() {
        return json;
    }

    /** Whether the setting is there and not null. */
    boolean isSet(String name) {
        return json.hasNonNull(name);
    }

    /** A whole number from 1 to the limit. */
    int integer(String name, int limit) {
        JsonNode node = json.path(name);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > limit) {
            throw error(name + " is " + text(node) + "; a whole number from 1 to " + limit + " is needed");
        }
        return node.intValue();
    }

    /** As {@link #integer(String, int)}, with a default where the setting is absent or null. */
    int integer(String name, int limit, int absent) {
        return isSet(name) ? integer(name, limit) : absent;
    }

    /** A setting that has one name or the other; where both are there, they must agree. */
    int either(String name, String other, int limit) {
        if (isSet(name) && isSet(other) && integer(name, limit) != integer(other, limit)) {
            throw error(name + " is " + node(name) + " but " + other + " is " + node(other));
        }
        return integer(isSet(other) ? other : name, limit);
    }

    double positive(String name) {
        return positive(json, name, name);
    }

    double positive(JsonNode parent, String name, String label) {
        JsonNode node = parent.path(name);
        double value = node.asDouble();
        if (!node.isNumber() || !(value > 0) || Double.isInfinite(value)) {
            throw error(label + " is " + text(node) + "; a positive number is needed");
        }
        return value;
    }

    boolean flag(String name, boolean absent) {
        JsonNode node = json.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw error(name + " is " + text(node) + "; true or false is needed");
        }
        return node.booleanValue();
    }

    /** Refuses the model unless the setting is absent or has the one value that can be computed with. */
    void requireFlag(String name, boolean only, boolean absent) {
        if (flag(name, absent) != only) {
            throw error(name + " " + !only + " is not supported");
        }
    }

    /** Refuses the model unless the setting is absent or this text. */
    void requireText(String name, String only) {
        String value = json.path(name).asText(only);
        if (!value.equals(only) || (isSet(name) && !node(name).isTextual())) {
            throw error(name + " " + value + " is not supported; supported is " + only);
        }
    }

    /** Refuses checkpoints whose weights are not what the tensors say. */
    void refuseQuantised() {
        if (isSet("quantization_config")) {
            throw error("quantised checkpoints are not supported; use the checkpoint in bf16, f16 or f32");
        }
    }

    /** Elements per head of a hidden size that the heads divide evenly. */
    int evenShare(String hiddenName, int hidden, String headsName, int heads, String otherwise) {
        if (hidden % heads != 0) {
            throw error(hiddenName + " " + hidden + " is no multiple of " + headsName + " " + heads + otherwise);
        }
        return hidden / heads;
    }

    void requireGroups(String headsName, int heads, String groupsName, int groups) {
        if (heads % groups != 0) {
            throw error(headsName + " " + heads + " is no multiple of " + groupsName + " " + groups);
        }
    }

    void requireRotatable(int headSize) {
        if (headSize % 2 != 0 || headSize > MAX_HEAD_SIZE) {
            throw error("heads of " + headSize + " values: an even number up to " + MAX_HEAD_SIZE + " is needed");
        }
    }

    /** The only entry of a list of texts, or what stands there instead, for errors. */
    String single(String name) {
        JsonNode names = json.path(name);
        return names.isArray() && names.size() == 1 ? names.get(0).asText() : names.toString();
    }

    ModelException unsupported(String what, String value, List<String> supported) {
        return error("the " + what + " " + (value.isEmpty() ? "(none)" : value) + " is not supported; supported are "
                + String.join(", ", supported));
    }

    ModelException error(String problem) {
        return new ModelException(file + ": " + problem);
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
    }
}
