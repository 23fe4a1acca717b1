package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Gelu;
import io.subnetvalidator.proofs.kernel.Kernels;
import java.util.List;
import java.util.Map;

/** Falcon (Almazrouei et al. 2023): one key and value for all queries as in 7B, or groups of queries as in 40B and 11B. */
record FalconFamily(ModelConfig config, boolean twoNorms) implements BlockFamily {

    private static final String EMBEDDING = "transformer.word_embeddings.weight";
    private static final String FINAL_NORM = "transformer.ln_f";

    @Override
    public Map<String, List<Long>> shapes() {
        TensorLayout layout = new TensorLayout();
        layout.matrix(EMBEDDING, config.vocabulary(), config.hidden());
        layout.norm(FINAL_NORM, config.hidden());
        if (!config.tiedEmbeddings()) {
            layout.matrix(TensorLayout.HEAD, config.vocabulary(), config.hidden());
        }
        for (int index = 0; index < config.blocks(); index++) {
            declareBlock(block(index), layout);
        }
        return layout.shapes();
    }

    private void declareBlock(String block, TensorLayout layout) {
        int hidden = config.hidden();
        ModelConfig.Biases biases = config.biases();
        layout.norm(attentionNorm(block), hidden);
        if (twoNorms) {
            layout.norm(block + "ln_mlp", hidden);
        }
        layout.linear(
                block + "self_attention.query_key_value",
                FusedHeads.of(config).total(),
                hidden,
                biases.queryKeyValue());
        layout.linear(block + "self_attention.dense", hidden, config.querySize(), biases.attentionOutput());
        layout.linear(block + "mlp.dense_h_to_4h", config.intermediate(), hidden, biases.feedForward());
        layout.linear(block + "mlp.dense_4h_to_h", hidden, config.intermediate(), biases.feedForward());
    }

    @Override
    public String embedding() {
        return EMBEDDING;
    }

    @Override
    public Norm embeddingNorm(WeightLoader weights) {
        return Norm.NONE;
    }

    @Override
    public DecoderBlock block(int index, WeightLoader weights, Kernels kernels) {
        String block = block(index);
        ModelConfig.Biases biases = config.biases();
        Norm attentionNorm = Norm.layer(weights, attentionNorm(block), config.normEpsilon());
        AttentionWeights attention = AttentionWeights.fused(
                Linear.split(
                        weights,
                        block + "self_attention.query_key_value",
                        FusedHeads.of(config),
                        biases.queryKeyValue()),
                Linear.load(weights, block + "self_attention.dense", biases.attentionOutput()));
        return new DecoderBlock.Parallel(
                attentionNorm,
                new AttentionPart(config, index, attention, kernels),
                twoNorms ? Norm.layer(weights, block + "ln_mlp", config.normEpsilon()) : attentionNorm,
                new PlainFeedForward(
                        kernels,
                        Gelu::exact,
                        Linear.load(weights, block + "mlp.dense_h_to_4h", biases.feedForward()),
                        Linear.load(weights, block + "mlp.dense_4h_to_h", biases.feedForward())));
    }

    @Override
    public Norm finalNorm(WeightLoader weights) {
        return Norm.layer(weights, FINAL_NORM, config.normEpsilon());
    }

    @Override
    public String head() {
        return config.tiedEmbeddings() ? EMBEDDING : TensorLayout.HEAD;
    }

    private String attentionNorm(String block) {
        return block + (twoNorms ? "ln_attn" : "input_layernorm");
    }

    private static String block(int index) {
        return "transformer.h." + index + ".";
    }
}
