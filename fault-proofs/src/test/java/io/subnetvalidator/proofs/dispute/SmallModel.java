package io.subnetvalidator.proofs.dispute;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.proofs.model.DataType;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SafetensorsWriter;
import io.subnetvalidator.proofs.model.SafetensorsWriter.Declaration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Models of the smallest size that has everything a block can have: biases, head norms, windows, odd widths, long heads. */
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
    DEEP("MistralForCausalLM", DataType.F32, 16, 24, 2, 1, 320, 0);

    private static final int BLOCKS = 2;

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
            List<Declaration> tensors = tensors();
            SplittableRandom random = new SplittableRandom(hidden);
            try (SafetensorsWriter writer = SafetensorsWriter.create(directory.resolve("model.safetensors"), tensors)) {
                for (Declaration tensor : tensors) {
                    writer.write(tensor.name(), 0, values(tensor, random));
                }
            }
            return ReferenceModel.open(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        return json;
    }

    private List<Declaration> tensors() {
        List<Declaration> tensors = new ArrayList<>();
        tensors.add(matrix("model.embed_tokens", 16, hidden));
        tensors.add(matrix("lm_head", 16, hidden));
        tensors.add(vector("model.norm.weight", hidden));
        for (int block = 0; block < BLOCKS; block++) {
            String prefix = "model.layers." + block + ".";
            tensors.add(vector(prefix + "input_layernorm.weight", hidden));
            tensors.add(vector(prefix + "post_attention_layernorm.weight", hidden));
            linear(tensors, prefix + "self_attn.q_proj", heads * headSize, hidden, biased());
            linear(tensors, prefix + "self_attn.k_proj", keyValueHeads * headSize, hidden, biased());
            linear(tensors, prefix + "self_attn.v_proj", keyValueHeads * headSize, hidden, biased());
            linear(tensors, prefix + "self_attn.o_proj", hidden, heads * headSize, biased());
            linear(tensors, prefix + "mlp.gate_proj", intermediate, hidden, llama() && biased());
            linear(tensors, prefix + "mlp.up_proj", intermediate, hidden, llama() && biased());
            linear(tensors, prefix + "mlp.down_proj", hidden, intermediate, llama() && biased());
            if (this == NORMED) {
                tensors.add(vector(prefix + "self_attn.q_norm.weight", headSize));
                tensors.add(vector(prefix + "self_attn.k_norm.weight", headSize));
            }
        }
        return tensors;
    }

    private void linear(List<Declaration> tensors, String name, int rows, int columns, boolean bias) {
        tensors.add(matrix(name, rows, columns));
        if (bias) {
            tensors.add(vector(name + ".bias", rows));
        }
    }

    private Declaration matrix(String name, int rows, int columns) {
        return new Declaration(name + ".weight", type, rows, columns);
    }

    private Declaration vector(String name, int size) {
        return new Declaration(name, type, size);
    }

    private static float[] values(Declaration tensor, SplittableRandom random) {
        boolean vector = tensor.shape().size() == 1;
        long columns = tensor.shape().get(tensor.shape().size() - 1);
        float[] values = new float[(int) (columns * (vector ? 1 : tensor.shape().get(0)))];
        double scale = vector ? 0.3 : 1.7 / Math.sqrt((double) columns);
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    (float) ((vector && !tensor.name().endsWith("bias") ? 1 : 0) + random.nextDouble(-scale, scale));
        }
        return values;
    }
}
