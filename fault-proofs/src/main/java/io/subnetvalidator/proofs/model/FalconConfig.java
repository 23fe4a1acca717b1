package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.BlockSpan;
import java.util.Collections;

/**
 * Settings of Falcon: one key and value for all queries (7B), or the decoder architecture with groups of queries (40B, 180B, 11B).
 * Its older relatives with linear biases or with attention before feed-forward are refused.
 */
final class FalconConfig {

    private static final double THETA = 10_000;
    private static final int CONTEXT = 2048;
    private static final String HEADS = "num_attention_heads";
    private static final String NORMS = "num_ln_in_parallel_attn";

    private FalconConfig() {}

    static ModelConfig read(ConfigValues values) {
        values.requireText("activation", "gelu");
        values.requireFlag("alibi", false, false);
        values.requireFlag("parallel_attn", true, true);
        values.requireFlag("apply_residual_connection_post_layernorm", false, false);
        boolean grouped = values.flag("new_decoder_architecture", false);
        if (!grouped) {
            values.requireFlag("multi_query", true, true);
        }
        int hidden = values.integer("hidden_size", ConfigValues.MAX_WIDTH);
        int heads = values.integer(HEADS, ConfigValues.MAX_WIDTH);
        int keyValueHeads = grouped ? values.integer("num_kv_heads", ConfigValues.MAX_WIDTH, heads) : 1;
        values.requireGroups(HEADS, heads, "num_kv_heads", keyValueHeads);
        int headSize = values.evenShare("hidden_size", hidden, HEADS, heads, "");
        values.requireRotatable(headSize);
        boolean bias = values.flag("bias", false);
        int norms = values.integer(NORMS, 2, grouped ? 2 : 1);
        if (norms == 2 && !grouped) {
            throw values.error(NORMS + " 2 is not supported without new_decoder_architecture");
        }
        return new ModelConfig(
                values.single("architectures"),
                values.integer("vocab_size", ConfigValues.MAX_VOCABULARY),
                hidden,
                values.integer("ffn_hidden_size", ConfigValues.MAX_WIDTH, Math.multiplyExact(4, hidden)),
                heads,
                keyValueHeads,
                headSize,
                values.integer("max_position_embeddings", ConfigValues.MAX_CONTEXT, CONTEXT),
                (float) values.positive("layer_norm_epsilon"),
                RopeConfig.read(values, THETA),
                Collections.nCopies(values.integer("num_hidden_layers", BlockSpan.MAX_BLOCKS), 0),
                new ModelConfig.Biases(bias, bias, bias),
                false,
                values.flag("tie_word_embeddings", true),
                new BlockKind.Parallel(norms == 2));
    }
}
