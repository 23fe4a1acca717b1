package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.BlockSpan;
import java.util.Collections;

/** Settings of Bloom, whose checkpoints use older and newer names side by side. */
final class BloomConfig {

    /** Length of the sequences the published checkpoints were trained on. */
    private static final int CONTEXT = 2048;

    private static final String HEADS = "n_head";
    private static final String HIDDEN = "hidden_size";

    private BloomConfig() {}

    static ModelConfig read(ConfigValues values) {
        values.requireFlag("apply_residual_connection_post_layernorm", false, false);
        int hidden = values.either(HIDDEN, "n_embed", ConfigValues.MAX_WIDTH);
        int heads = values.either(HEADS, "num_attention_heads", ConfigValues.MAX_WIDTH);
        int intermediate = Math.multiplyExact(4, hidden);
        if (values.integer("n_inner", 4 * ConfigValues.MAX_WIDTH, intermediate) != intermediate) {
            throw values.error("n_inner " + values.node("n_inner") + " is not supported; supported is " + intermediate
                    + ", four times the hidden size");
        }
        int headSize = values.evenShare(HIDDEN, hidden, HEADS, heads, "");
        if (headSize > ConfigValues.MAX_HEAD_SIZE) {
            throw values.error("heads of " + headSize + " values: at most " + ConfigValues.MAX_HEAD_SIZE);
        }
        return new ModelConfig(
                values.single("architectures"),
                values.integer("vocab_size", ConfigValues.MAX_VOCABULARY),
                hidden,
                intermediate,
                heads,
                heads,
                headSize,
                values.integer("seq_length", ConfigValues.MAX_CONTEXT, CONTEXT),
                (float) values.positive("layer_norm_epsilon"),
                new PositionCoding.Alibi(),
                Collections.nCopies(values.either("n_layer", "num_hidden_layers", BlockSpan.MAX_BLOCKS), 0),
                new ModelConfig.Biases(true, true, true),
                false,
                values.flag("tie_word_embeddings", true),
                new BlockKind.Fused());
    }
}
