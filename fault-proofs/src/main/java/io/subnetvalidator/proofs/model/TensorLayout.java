package io.subnetvalidator.proofs.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names and shapes of the tensors a model of these settings consists of, as Hugging Face checkpoints have them. */
final class TensorLayout {

    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String HEAD = "lm_head.weight";
    static final String FINAL_NORM = "model.norm.weight";

    private final ModelConfig config;
    private final Map<String, List<Long>> shapes = new TreeMap<>();

    private TensorLayout(ModelConfig config) {
        this.config = config;
    }

    /** What a block's tensor names begin with. */
    static String block(int index) {
        return "model.layers." + index + ".";
    }

    /** Shapes by name. */
    static Map<String, List<Long>> of(ModelConfig config) {
        TensorLayout layout = new TensorLayout(config);
        layout.add(EMBEDDING, config.vocabulary(), config.hidden());
        layout.add(FINAL_NORM, config.hidden());
        if (!config.tiedEmbeddings()) {
            layout.add(HEAD, config.vocabulary(), config.hidden());
        }
        for (int index = 0; index < config.blocks(); index++) {
            layout.addBlock(block(index));
        }
        return layout.shapes;
    }

    /** The name of the tensor that makes logits. */
    static String head(ModelConfig config) {
        return config.tiedEmbeddings() ? EMBEDDING : HEAD;
    }

    private void addBlock(String block) {
        String attention = block + "self_attn.";
        int hidden = config.hidden();
        ModelConfig.Biases biases = config.biases();
        add(block + "input_layernorm.weight", hidden);
        addLinear(attention + "q_proj", config.querySize(), hidden, biases.queryKeyValue());
        addLinear(attention + "k_proj", config.keySize(), hidden, biases.queryKeyValue());
        addLinear(attention + "v_proj", config.keySize(), hidden, biases.queryKeyValue());
        addLinear(attention + "o_proj", hidden, config.querySize(), biases.attentionOutput());
        if (config.queryKeyNorm()) {
            add(attention + "q_norm.weight", config.headSize());
            add(attention + "k_norm.weight", config.headSize());
        }
        add(block + "post_attention_layernorm.weight", hidden);
        addLinear(block + "mlp.gate_proj", config.intermediate(), hidden, biases.feedForward());
        addLinear(block + "mlp.up_proj", config.intermediate(), hidden, biases.feedForward());
        addLinear(block + "mlp.down_proj", hidden, config.intermediate(), biases.feedForward());
    }

    private void addLinear(String name, long rows, long columns, boolean bias) {
        add(name + ".weight", rows, columns);
        if (bias) {
            add(name + ".bias", rows);
        }
    }

    private void add(String name, long rows) {
        shapes.put(name, List.of(rows));
    }

    private void add(String name, long rows, long columns) {
        shapes.put(name, List.of(rows, columns));
    }
}
