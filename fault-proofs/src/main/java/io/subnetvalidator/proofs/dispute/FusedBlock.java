package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.dispute.OperationList.NormNames;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ModelManifest;

/**
 * A block of Falcon or Bloom: layer norms, one product for queries, keys and values, feed-forward without a gate.
 *
 * @param layer what the names of the block's tensors begin with
 * @param attentionNorm name of the norm before attention
 * @param feedForwardNorm name of the norm before feed-forward, equal to the other where one serves both
 * @param parallel whether attention and feed-forward both work on the stream before the block
 */
record FusedBlock(
        OperationList operations,
        ModelConfig config,
        String layer,
        String attentionNorm,
        String feedForwardNorm,
        boolean parallel) {

    private static final String PREFIX = "transformer.";

    static FusedBlock falcon(OperationList operations, ModelConfig config, int block, boolean twoNorms) {
        return new FusedBlock(
                operations,
                config,
                PREFIX + "h." + block + ".",
                twoNorms ? "ln_attn" : "input_layernorm",
                twoNorms ? "ln_mlp" : "input_layernorm",
                true);
    }

    static FusedBlock bloom(OperationList operations, ModelConfig config, int block, ModelManifest manifest) {
        boolean bare =
                manifest.tensors().stream().anyMatch(tensor -> tensor.name().equals("word_embeddings.weight"));
        return new FusedBlock(
                operations,
                config,
                (bare ? "" : PREFIX) + "h." + block + ".",
                "input_layernorm",
                "post_attention_layernorm",
                false);
    }

    void addAll() {
        int normed = operations.layerNorm(NormNames.ATTENTION, Operand.INPUT, layer + attentionNorm);
        int attended = attention(normed);
        if (parallel) {
            int own = attentionNorm.equals(feedForwardNorm)
                    ? normed
                    : operations.layerNorm(NormNames.FEED_FORWARD, Operand.INPUT, layer + feedForwardNorm);
            int update = sum(OperationName.UPDATE, attended, feedForward(own));
            sum(OperationName.OUTPUT, Operand.INPUT, update);
        } else {
            int middle = sum(OperationName.MIDDLE, Operand.INPUT, attended);
            int own = operations.layerNorm(NormNames.FEED_FORWARD, middle, layer + feedForwardNorm);
            sum(OperationName.OUTPUT, middle, feedForward(own));
        }
    }

    private int attention(int normed) {
        int groups = config.keyValueHeads();
        int shared = config.heads() / groups;
        int rows = groups * (shared + 2);
        int fused = operations.linear(
                OperationName.QUERY_KEY_VALUE,
                OperationName.QUERY_KEY_VALUE_BIAS,
                normed,
                layer + "self_attention.query_key_value",
                config.hidden(),
                operations.perHead(rows),
                config.biases().queryKeyValue());
        int attended = operations.attend(
                new Heads(fused, rows, config.heads(), 0, shared, shared + 2),
                new Heads(fused, rows, groups, shared, 1, shared + 2),
                new Heads(fused, rows, groups, shared + 1, 1, shared + 2));
        return operations.linear(
                OperationName.ATTENTION_OUTPUT,
                OperationName.ATTENTION_OUTPUT_BIAS,
                attended,
                layer + "self_attention.dense",
                config.heads() * config.headSize(),
                operations.stream(),
                config.biases().attentionOutput());
    }

    private int feedForward(int normed) {
        boolean biased = config.biases().feedForward();
        RowShape.Uniform wide = operations.perToken(config.intermediate());
        int up = operations.linear(
                OperationName.UP,
                OperationName.UP_BIAS,
                normed,
                layer + "mlp.dense_h_to_4h",
                config.hidden(),
                wide,
                biased);
        // The Bloom checkpoints were trained with the approximation, Falcon with the exact function.
        int activated = operations.add(new DenseOperations.Activation(OperationName.ACTIVATED, !parallel, up, wide));
        return operations.linear(
                OperationName.DOWN,
                OperationName.DOWN_BIAS,
                activated,
                layer + "mlp.dense_4h_to_h",
                config.intermediate(),
                operations.stream(),
                biased);
    }

    private int sum(OperationName name, int stream, int update) {
        return operations.add(DenseOperations.Pairwise.sum(name, stream, update, operations.stream()));
    }
}
