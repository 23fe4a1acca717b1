package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Llama, Mistral, Qwen2, Qwen3 and Mixtral, which differ in biases, norms of heads, windows and feed-forward. */
record LlamaFamily(ModelConfig config, FeedForwardTensors feedForward) implements BlockFamily {

    private static final String FINAL_NORM = "model.norm";

    /** The tensors of a feed-forward part. */
    interface FeedForwardTensors {

        void declare(String block, TensorLayout layout);

        FeedForward load(String block, WeightLoader weights, Kernels kernels);
    }

    @Override
    public Map<String, List<Long>> shapes() {
        TensorLayout layout = new TensorLayout();
        layout.matrix(TensorLayout.EMBEDDING, config.vocabulary(), config.hidden());
        layout.vector(FINAL_NORM + ".weight", config.hidden());
        if (!config.tiedEmbeddings()) {
            layout.matrix(TensorLayout.HEAD, config.vocabulary(), config.hidden());
        }
        for (int index = 0; index < config.blocks(); index++) {
            declareBlock(block(index), layout);
        }
        return layout.shapes();
    }

    private void declareBlock(String block, TensorLayout layout) {
        String attention = block + "self_attn.";
        int hidden = config.hidden();
        ModelConfig.Biases biases = config.biases();
        layout.vector(block + "input_layernorm.weight", hidden);
        layout.linear(attention + "q_proj", config.querySize(), hidden, biases.queryKeyValue());
        layout.linear(attention + "k_proj", config.keySize(), hidden, biases.queryKeyValue());
        layout.linear(attention + "v_proj", config.keySize(), hidden, biases.queryKeyValue());
        layout.linear(attention + "o_proj", hidden, config.querySize(), biases.attentionOutput());
        if (config.queryKeyNorm()) {
            layout.vector(attention + "q_norm.weight", config.headSize());
            layout.vector(attention + "k_norm.weight", config.headSize());
        }
        layout.vector(block + "post_attention_layernorm.weight", hidden);
        feedForward.declare(block, layout);
    }

    @Override
    public String embedding() {
        return TensorLayout.EMBEDDING;
    }

    @Override
    public Norm embeddingNorm(WeightLoader weights) {
        return Norm.NONE;
    }

    @Override
    public DecoderBlock block(int index, WeightLoader weights, Kernels kernels) {
        String block = block(index);
        return new DecoderBlock.Sequential(
                Norm.rootMeanSquare(weights, block + "input_layernorm", config.normEpsilon()),
                new AttentionPart(config, index, attention(block + "self_attn.", weights), kernels),
                Norm.rootMeanSquare(weights, block + "post_attention_layernorm", config.normEpsilon()),
                feedForward.load(block, weights, kernels));
    }

    private AttentionWeights attention(String attention, WeightLoader weights) {
        ModelConfig.Biases biases = config.biases();
        return new AttentionWeights(
                Linear.load(weights, attention + "q_proj", biases.queryKeyValue()),
                Linear.load(weights, attention + "k_proj", biases.queryKeyValue()),
                Linear.load(weights, attention + "v_proj", biases.queryKeyValue()),
                Linear.load(weights, attention + "o_proj", biases.attentionOutput()),
                headNorm(attention + "q_norm", weights),
                headNorm(attention + "k_norm", weights));
    }

    private HeadNorm headNorm(String name, WeightLoader weights) {
        return config.queryKeyNorm() ? HeadNorm.rootMeanSquare(weights, name, config.normEpsilon()) : HeadNorm.NONE;
    }

    @Override
    public Norm finalNorm(WeightLoader weights) {
        return Norm.rootMeanSquare(weights, FINAL_NORM, config.normEpsilon());
    }

    @Override
    public String head() {
        return config.tiedEmbeddings() ? TensorLayout.EMBEDDING : TensorLayout.HEAD;
    }

    private static String block(int index) {
        return "model.layers." + index + ".";
    }

    /** One gated feed-forward part. */
    record Gate(ModelConfig config) implements FeedForwardTensors {

        @Override
        public void declare(String block, TensorLayout layout) {
            boolean bias = config.biases().feedForward();
            layout.linear(block + "mlp.gate_proj", config.intermediate(), config.hidden(), bias);
            layout.linear(block + "mlp.up_proj", config.intermediate(), config.hidden(), bias);
            layout.linear(block + "mlp.down_proj", config.hidden(), config.intermediate(), bias);
        }

        @Override
        public FeedForward load(String block, WeightLoader weights, Kernels kernels) {
            boolean bias = config.biases().feedForward();
            return new GatedFeedForward(
                    kernels,
                    Linear.load(weights, block + "mlp.gate_proj", bias),
                    Linear.load(weights, block + "mlp.up_proj", bias),
                    Linear.load(weights, block + "mlp.down_proj", bias));
        }
    }

    /** A router and its experts. */
    record Mixture(ModelConfig config, BlockKind.Experts experts) implements FeedForwardTensors {

        private static final String PART = "block_sparse_moe.";

        @Override
        public void declare(String block, TensorLayout layout) {
            layout.matrix(block + PART + "gate.weight", experts.count(), config.hidden());
            for (int expert = 0; expert < experts.count(); expert++) {
                String name = expert(block, expert);
                layout.matrix(name + "w1.weight", config.intermediate(), config.hidden());
                layout.matrix(name + "w2.weight", config.hidden(), config.intermediate());
                layout.matrix(name + "w3.weight", config.intermediate(), config.hidden());
            }
        }

        @Override
        public FeedForward load(String block, WeightLoader weights, Kernels kernels) {
            List<FeedForward> loaded = new ArrayList<>();
            for (int expert = 0; expert < experts.count(); expert++) {
                String name = expert(block, expert);
                loaded.add(new GatedFeedForward(
                        kernels,
                        Linear.load(weights, name + "w1", false),
                        Linear.load(weights, name + "w3", false),
                        Linear.load(weights, name + "w2", false)));
            }
            Linear gate = Linear.load(weights, block + PART + "gate", false);
            return new ExpertFeedForward(kernels, gate, experts.perToken(), List.copyOf(loaded));
        }

        private static String expert(String block, int expert) {
            return block + PART + "experts." + expert + ".";
        }
    }
}
