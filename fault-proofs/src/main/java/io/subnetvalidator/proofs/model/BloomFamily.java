package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Gelu;
import io.subnetvalidator.proofs.kernel.Kernels;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bloom (Le Scao et al. 2022). Checkpoints exist with and without the prefix {@code transformer.}. */
record BloomFamily(ModelConfig config, String prefix) implements BlockFamily {

    private static final String PREFIX = "transformer.";
    private static final String EMBEDDING = "word_embeddings.weight";

    static BloomFamily of(ModelConfig config, Set<String> names) {
        return new BloomFamily(config, names.contains(EMBEDDING) ? "" : PREFIX);
    }

    @Override
    public Map<String, List<Long>> shapes() {
        TensorLayout layout = new TensorLayout();
        int hidden = config.hidden();
        layout.matrix(embedding(), config.vocabulary(), hidden);
        layout.norm(prefix + "word_embeddings_layernorm", hidden);
        layout.norm(prefix + "ln_f", hidden);
        if (!config.tiedEmbeddings()) {
            layout.matrix(TensorLayout.HEAD, config.vocabulary(), hidden);
        }
        for (int index = 0; index < config.blocks(); index++) {
            String block = block(index);
            layout.norm(block + "input_layernorm", hidden);
            layout.linear(
                    block + "self_attention.query_key_value",
                    FusedHeads.of(config).total(),
                    hidden,
                    true);
            layout.linear(block + "self_attention.dense", hidden, config.querySize(), true);
            layout.norm(block + "post_attention_layernorm", hidden);
            layout.linear(block + "mlp.dense_h_to_4h", config.intermediate(), hidden, true);
            layout.linear(block + "mlp.dense_4h_to_h", hidden, config.intermediate(), true);
        }
        return layout.shapes();
    }

    @Override
    public String embedding() {
        return prefix + EMBEDDING;
    }

    @Override
    public Norm embeddingNorm(WeightLoader weights) {
        return Norm.layer(weights, prefix + "word_embeddings_layernorm", config.normEpsilon());
    }

    @Override
    public DecoderBlock block(int index, WeightLoader weights, Kernels kernels) {
        String block = block(index);
        AttentionWeights attention = AttentionWeights.fused(
                Linear.split(weights, block + "self_attention.query_key_value", FusedHeads.of(config), true),
                Linear.load(weights, block + "self_attention.dense", true));
        return new DecoderBlock.Sequential(
                Norm.layer(weights, block + "input_layernorm", config.normEpsilon()),
                new AttentionPart(config, index, attention, kernels),
                Norm.layer(weights, block + "post_attention_layernorm", config.normEpsilon()),
                new PlainFeedForward(
                        kernels,
                        Gelu::tanh,
                        Linear.load(weights, block + "mlp.dense_h_to_4h", true),
                        Linear.load(weights, block + "mlp.dense_4h_to_h", true)));
    }

    @Override
    public Norm finalNorm(WeightLoader weights) {
        return Norm.layer(weights, prefix + "ln_f", config.normEpsilon());
    }

    @Override
    public String head() {
        return config.tiedEmbeddings() ? embedding() : TensorLayout.HEAD;
    }

    private String block(int index) {
        return prefix + "h." + index + ".";
    }
}
