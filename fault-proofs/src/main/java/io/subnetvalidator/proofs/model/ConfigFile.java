package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.types.BlockSpan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads a Hugging Face {@code config.json}. Settings that are absent get the defaults of the family; settings the reference
 * computation does not know refuse the model instead of being ignored.
 */
final class ConfigFile {

    private static final String NAME = "config.json";
    private static final long MAX_BYTES = 1 << 20;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_VOCABULARY = 1 << 22;
    private static final int MAX_HEAD_SIZE = 1024;
    private static final int MAX_CONTEXT = 1 << 24;
    private static final int MISTRAL_WINDOW = 4096;
    private static final int QWEN3_HEAD_SIZE = 128;

    private final Path file;
    private final JsonNode json;

    private ConfigFile(Path file) {
        this.file = file;
        this.json = StrictJson.readObject(file, MAX_BYTES);
    }

    static ModelConfig read(Path directory) {
        return new ConfigFile(directory.resolve(NAME)).config();
    }

    private enum Family {
        LLAMA("LlamaForCausalLM"),
        MISTRAL("MistralForCausalLM"),
        QWEN2("Qwen2ForCausalLM"),
        QWEN3("Qwen3ForCausalLM");

        private final String architecture;

        Family(String architecture) {
            this.architecture = architecture;
        }
    }

    private ModelConfig config() {
        Family family = family();
        refuseUnknownArithmetic();
        int hidden = integer("hidden_size", MAX_WIDTH);
        int heads = integer("num_attention_heads", MAX_WIDTH);
        int keyValueHeads = isSet("num_key_value_heads") ? integer("num_key_value_heads", MAX_WIDTH) : heads;
        int blocks = integer("num_hidden_layers", BlockSpan.MAX_BLOCKS);
        if (heads % keyValueHeads != 0) {
            throw error("num_attention_heads " + heads + " is no multiple of num_key_value_heads " + keyValueHeads);
        }
        int headSize = headSize(family, hidden, heads);
        if ((long) heads * headSize > MAX_WIDTH) {
            throw error(heads + " heads of " + headSize + " values are wider than " + MAX_WIDTH);
        }
        boolean attentionBias = flag("attention_bias");
        return new ModelConfig(
                family.architecture,
                integer("vocab_size", MAX_VOCABULARY),
                hidden,
                integer("intermediate_size", MAX_WIDTH),
                heads,
                keyValueHeads,
                headSize,
                integer("max_position_embeddings", MAX_CONTEXT),
                (float) positive(json, "rms_norm_eps", "rms_norm_eps"),
                ropeTheta(),
                ropeScaling(),
                windows(family, blocks),
                new ModelConfig.Biases(
                        family == Family.QWEN2 || attentionBias,
                        family != Family.QWEN2 && attentionBias,
                        family == Family.LLAMA && flag("mlp_bias")),
                family == Family.QWEN3,
                flag("tie_word_embeddings"));
    }

    private Family family() {
        JsonNode names = json.path("architectures");
        String name = names.isArray() && names.size() == 1 ? names.get(0).asText() : names.toString();
        List<String> supported = new ArrayList<>();
        for (Family family : Family.values()) {
            if (family.architecture.equals(name)) {
                return family;
            }
            supported.add(family.architecture);
        }
        throw error("the architecture " + (name.isEmpty() ? "(none)" : name) + " is not supported; supported are "
                + String.join(", ", supported));
    }

    private void refuseUnknownArithmetic() {
        String activation = json.path("hidden_act").asText("silu");
        if (!activation.equals("silu")) {
            throw error("hidden_act " + activation + " is not supported; supported is silu");
        }
        if (isSet("quantization_config")) {
            throw error("quantised checkpoints are not supported; use the checkpoint in bf16, f16 or f32");
        }
        JsonNode rope = ropeNode();
        for (JsonNode node : List.of(json, rope)) {
            if (node.path("partial_rotary_factor").asDouble(1) != 1) {
                throw error("partial_rotary_factor is not supported");
            }
        }
    }

    private int headSize(Family family, int hidden, int heads) {
        int size;
        if (isSet("head_dim")) {
            size = integer("head_dim", MAX_HEAD_SIZE);
        } else if (family == Family.QWEN3) {
            size = QWEN3_HEAD_SIZE;
        } else if (hidden % heads != 0) {
            throw error("hidden_size " + hidden + " is no multiple of num_attention_heads " + heads
                    + " and head_dim is absent");
        } else {
            size = hidden / heads;
        }
        if (size % 2 != 0 || size > MAX_HEAD_SIZE) {
            throw error("heads of " + size + " values: an even number up to " + MAX_HEAD_SIZE + " is needed");
        }
        return size;
    }

    private JsonNode ropeNode() {
        return isSet("rope_parameters") ? json.path("rope_parameters") : json.path("rope_scaling");
    }

    private double ropeTheta() {
        JsonNode node = ropeNode().has("rope_theta") ? ropeNode() : json;
        return node.hasNonNull("rope_theta") ? positive(node, "rope_theta", "rope_theta") : 10_000;
    }

    private RopeScaling ropeScaling() {
        JsonNode rope = ropeNode();
        if (rope.isMissingNode() || rope.isNull()) {
            return new RopeScaling.None();
        }
        if (!rope.isObject()) {
            throw error("the rope settings are not an object");
        }
        String type = rope.path("rope_type").asText(rope.path("type").asText("(none)"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(ropeNumber(rope, "factor"));
            case "llama3" -> llama3(rope);
            default -> throw error("rope type " + type + " is not supported; supported are default, linear and llama3");
        };
    }

    private RopeScaling llama3(JsonNode rope) {
        double low = ropeNumber(rope, "low_freq_factor");
        double high = ropeNumber(rope, "high_freq_factor");
        if (high <= low) {
            throw error("high_freq_factor " + high + " is not above low_freq_factor " + low);
        }
        double context = ropeNumber(rope, "original_max_position_embeddings");
        if (context > MAX_CONTEXT || context != Math.rint(context)) {
            throw error("original_max_position_embeddings " + context + " is not a number of tokens");
        }
        return new RopeScaling.Llama3(ropeNumber(rope, "factor"), low, high, (int) context);
    }

    private double ropeNumber(JsonNode rope, String name) {
        return positive(rope, name, "the rope setting " + name);
    }

    private List<Integer> windows(Family family, int blocks) {
        JsonNode types = json.path("layer_types");
        int window = window(family);
        if (!types.isArray()) {
            int fullBlocks = family == Family.MISTRAL || window == 0
                    ? 0
                    : Math.min(blocks, integer("max_window_layers", BlockSpan.MAX_BLOCKS));
            List<Integer> windows = new ArrayList<>(Collections.nCopies(fullBlocks, 0));
            windows.addAll(Collections.nCopies(blocks - fullBlocks, window));
            return windows;
        }
        if (types.size() != blocks) {
            throw error("layer_types has " + types.size() + " entries for " + blocks + " blocks");
        }
        List<Integer> windows = new ArrayList<>();
        for (JsonNode type : types) {
            windows.add(
                    switch (type.asText()) {
                        case "full_attention" -> 0;
                        case "sliding_attention" -> window != 0 ? window : integer("sliding_window", MAX_CONTEXT);
                        default -> throw error("layer type " + type + " is not supported");
                    });
        }
        return windows;
    }

    /** The sliding window in tokens, 0 for none. */
    private int window(Family family) {
        boolean absent = !json.has("sliding_window");
        return switch (family) {
            case LLAMA -> 0;
            case MISTRAL ->
                absent ? MISTRAL_WINDOW : isSet("sliding_window") ? integer("sliding_window", MAX_CONTEXT) : 0;
            case QWEN2, QWEN3 ->
                flag("use_sliding_window") && isSet("sliding_window") ? integer("sliding_window", MAX_CONTEXT) : 0;
        };
    }

    private boolean isSet(String name) {
        return json.hasNonNull(name);
    }

    private int integer(String name, int limit) {
        JsonNode node = json.path(name);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > limit) {
            throw error(name + " is " + text(node) + "; a whole number from 1 to " + limit + " is needed");
        }
        return node.intValue();
    }

    private double positive(JsonNode parent, String name, String label) {
        JsonNode node = parent.path(name);
        double value = node.asDouble();
        if (!node.isNumber() || !(value > 0) || Double.isInfinite(value)) {
            throw error(label + " is " + text(node) + "; a positive number is needed");
        }
        return value;
    }

    private boolean flag(String name) {
        JsonNode node = json.path(name);
        if (!node.isBoolean() && !node.isMissingNode() && !node.isNull()) {
            throw error(name + " is " + text(node) + "; true or false is needed");
        }
        return node.booleanValue();
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
    }

    private ModelException error(String problem) {
        return new ModelException(file + ": " + problem);
    }
}
