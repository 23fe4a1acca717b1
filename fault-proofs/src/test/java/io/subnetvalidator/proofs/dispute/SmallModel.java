package io.subnetvalidator.proofs.dispute;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.proofs.model.DataType;
import io.subnetvalidator.proofs.model.FamilyTensors;
import io.subnetvalidator.proofs.model.ReferenceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;

/** Models of the smallest size that has everything a block can have: biases, norms, windows, odd widths, long heads, experts. */
enum SmallModel {
    /** Every bias there is, widths that fill no piece. */
    BIASED("LlamaForCausalLM", DataType.BF16, 24, 40, 4, 2, 6, 0),
    /** Products of several blocks of 256. */
    WIDE("LlamaForCausalLM", DataType.BF16, 520, 700, 4, 2, 16, 0),
    /** Norms of queries and keys, a window shorter than a piece. */
    NORMED("Qwen3ForCausalLM", DataType.F16, 24, 40, 4, 2, 8, 5),
    /** More keys than one piece holds, a window that begins inside of one. */
    LONG("MistralForCausalLM", DataType.BF16, 8, 12, 2, 1, 4, 300),
    /** Heads of more elements than one piece holds. */
    DEEP("MistralForCausalLM", DataType.F32, 16, 24, 2, 1, 320, 0),
    /** Five experts, of which a token takes two. */
    EXPERTS("MixtralForCausalLM", DataType.BF16, 24, 20, 4, 2, 6, 4),
    /** Attention and feed-forward side by side with a norm each, groups of queries, every bias. */
    PARALLEL("FalconForCausalLM", DataType.F16, 24, 36, 4, 2, 6, 0),
    /** As above with one norm for both and one key for all queries, without a bias; norms of several blocks of 256. */
    SHARED_NORM("FalconForCausalLM", DataType.BF16, 520, 300, 4, 1, 130, 0),
    /** Linear biases for a number of heads that is no power of two. */
    SLOPED("BloomForCausalLM", DataType.BF16, 30, 120, 6, 6, 5, 0),
    /** As above with names that have no prefix. */
    BARE("BloomForCausalLM", DataType.F32, 14, 56, 2, 2, 7, 0);

    private static final int BLOCKS = 2;
    private static final int EXPERT_COUNT = 5;

    private final String architecture;
    private final DataType type;
    private final int hidden;
    private final int intermediate;
    private final int heads;
    private final int keyValueHeads;
    private final int headSize;
    private final int window;

    SmallModel(
            String architecture,
            DataType type,
            int hidden,
            int intermediate,
            int heads,
            int keyValueHeads,
            int headSize,
            int window) {
        this.architecture = architecture;
        this.type = type;
        this.hidden = hidden;
        this.intermediate = intermediate;
        this.heads = heads;
        this.keyValueHeads = keyValueHeads;
        this.headSize = headSize;
        this.window = window;
    }

    /** Positions that make the model show what it is for. */
    int tokens() {
        return this == LONG ? 570 : this == NORMED ? 9 : 5;
    }

    boolean llama() {
        return architecture.startsWith("Llama");
    }

    boolean biased() {
        return this == BIASED || this == NORMED;
    }

    /** Writes the model into the directory and opens it. */
    ReferenceModel open(Path directory) {
        try {
            Files.writeString(directory.resolve("config.json"), config().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FamilyTensors.write(directory, type, this == BARE ? Set.of("word_embeddings.weight") : Set.of(), hidden);
        return ReferenceModel.open(directory);
    }

    /** A residual stream with a few large channels. */
    float[] input(int tokens) {
        float[] input = new float[tokens * hidden];
        SplittableRandom random = new SplittableRandom(77);
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) random.nextDouble(-1, 1) * (i % hidden == 3 ? 9 : 1);
        }
        return input;
    }

    private ObjectNode config() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.putArray("architectures").add(architecture);
        json.put("vocab_size", 16);
        json.put("hidden_size", hidden);
        switch (architecture) {
            case "FalconForCausalLM" -> falcon(json);
            case "BloomForCausalLM" -> bloom(json);
            default -> llama(json);
        }
        return json;
    }

    private void llama(ObjectNode json) {
        json.put("intermediate_size", intermediate);
        json.put("num_hidden_layers", BLOCKS);
        json.put("num_attention_heads", heads);
        json.put("num_key_value_heads", keyValueHeads);
        json.put("head_dim", headSize);
        json.put("max_position_embeddings", 1024);
        json.put("rms_norm_eps", 1e-5);
        json.put("rope_theta", 10_000.0);
        json.put("attention_bias", biased());
        json.put("mlp_bias", llama() && biased());
        json.put("max_window_layers", 1);
        json.put("use_sliding_window", window > 0);
        json.put("sliding_window", window > 0 ? window : null);
        if (this == EXPERTS) {
            json.put("num_local_experts", EXPERT_COUNT);
            json.put("num_experts_per_tok", 2);
        }
    }

    private void falcon(ObjectNode json) {
        json.put("ffn_hidden_size", intermediate);
        json.put("num_hidden_layers", BLOCKS);
        json.put("num_attention_heads", heads);
        json.put("layer_norm_epsilon", 1e-5);
        json.put("bias", this == PARALLEL);
        json.put("new_decoder_architecture", this == PARALLEL);
        json.put("num_kv_heads", keyValueHeads);
    }

    private void bloom(ObjectNode json) {
        json.put("n_layer", BLOCKS);
        json.put("n_head", heads);
        json.put("layer_norm_epsilon", 1e-5);
    }
}
