package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.types.BlockSpan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Settings of Llama, Mistral, Mixtral, Qwen2 and Qwen3. */
final class LlamaConfig {

    private static final int MISTRAL_WINDOW = 4096;
    private static final int QWEN3_HEAD_SIZE = 128;
    private static final int MAX_EXPERTS = 1024;
    private static final double THETA = 10_000;
    private static final double MIXTRAL_THETA = 1_000_000;

    private final ConfigValues values;
    private final Variant variant;

    private LlamaConfig(ConfigValues values, Variant variant) {
        this.values = values;
        this.variant = variant;
    }

    /** What tells the families apart where {@code config.json} does not. */
    enum Variant {
        LLAMA,
        MISTRAL,
        MIXTRAL,
        QWEN2,
        QWEN3
    }

    static ModelConfig read(ConfigValues values, Variant variant) {
        return new LlamaConfig(values, variant).config();
    }

    private ModelConfig config() {
        values.requireText("hidden_act", "silu");
        int hidden = values.integer("hidden_size", ConfigValues.MAX_WIDTH);
        int heads = values.integer("num_attention_heads", ConfigValues.MAX_WIDTH);
        int keyValueHeads = values.integer("num_key_value_heads", ConfigValues.MAX_WIDTH, heads);
        int blocks = values.integer("num_hidden_layers", BlockSpan.MAX_BLOCKS);
        values.requireGroups("num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
        int headSize = headSize(hidden, heads);
        if ((long) heads * headSize > ConfigValues.MAX_WIDTH) {
            throw values.error(heads + " heads of " + headSize + " values are wider than " + ConfigValues.MAX_WIDTH);
        }
        boolean attentionBias = values.flag("attention_bias", false);
        return new ModelConfig(
                values.single("architectures"),
                values.integer("vocab_size", ConfigValues.MAX_VOCABULARY),
                hidden,
                values.integer("intermediate_size", ConfigValues.MAX_WIDTH),
                heads,
                keyValueHeads,
                headSize,
                values.integer("max_position_embeddings", ConfigValues.MAX_CONTEXT),
                (float) values.positive("rms_norm_eps"),
                RopeConfig.read(values, variant == Variant.MIXTRAL ? MIXTRAL_THETA : THETA),
                windows(blocks),
                new ModelConfig.Biases(
                        variant == Variant.QWEN2 || attentionBias,
                        variant != Variant.QWEN2 && attentionBias,
                        variant == Variant.LLAMA && values.flag("mlp_bias", false)),
                variant == Variant.QWEN3,
                values.flag("tie_word_embeddings", false),
                variant == Variant.MIXTRAL ? experts() : new BlockKind.Gated());
    }

    private BlockKind experts() {
        int count = values.integer("num_local_experts", MAX_EXPERTS);
        return new BlockKind.Experts(count, values.integer("num_experts_per_tok", count));
    }

    private int headSize(int hidden, int heads) {
        int size;
        if (values.isSet("head_dim")) {
            size = values.integer("head_dim", ConfigValues.MAX_HEAD_SIZE);
        } else if (variant == Variant.QWEN3) {
            size = QWEN3_HEAD_SIZE;
        } else {
            size = values.evenShare("hidden_size", hidden, "num_attention_heads", heads, " and head_dim is absent");
        }
        values.requireRotatable(size);
        return size;
    }

    private List<Integer> windows(int blocks) {
        JsonNode types = values.node("layer_types");
        int window = window();
        if (!types.isArray()) {
            int fullBlocks = alike() || window == 0
                    ? 0
                    : Math.min(blocks, values.integer("max_window_layers", BlockSpan.MAX_BLOCKS));
            List<Integer> windows = new ArrayList<>(Collections.nCopies(fullBlocks, 0));
            windows.addAll(Collections.nCopies(blocks - fullBlocks, window));
            return windows;
        }
        if (types.size() != blocks) {
            throw values.error("layer_types has " + types.size() + " entries for " + blocks + " blocks");
        }
        List<Integer> windows = new ArrayList<>();
        for (JsonNode type : types) {
            windows.add(
                    switch (type.asText()) {
                        case "full_attention" -> 0;
                        case "sliding_attention" ->
                            window != 0 ? window : values.integer("sliding_window", ConfigValues.MAX_CONTEXT);
                        default -> throw values.error("layer type " + type + " is not supported");
                    });
        }
        return windows;
    }

    /** Whether a window counts for all blocks. */
    private boolean alike() {
        return variant == Variant.MISTRAL || variant == Variant.MIXTRAL;
    }

    /** The sliding window in tokens, 0 for none. */
    private int window() {
        boolean absent = !values.root().has("sliding_window");
        return switch (variant) {
            case LLAMA -> 0;
            case MISTRAL -> absent ? MISTRAL_WINDOW : givenWindow();
            case MIXTRAL -> givenWindow();
            case QWEN2, QWEN3 -> values.flag("use_sliding_window", false) ? givenWindow() : 0;
        };
    }

    private int givenWindow() {
        return values.isSet("sliding_window") ? values.integer("sliding_window", ConfigValues.MAX_CONTEXT) : 0;
    }
}
