package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.dispute.OperationList.NormNames;
import io.subnetvalidator.proofs.model.BlockKind;
import io.subnetvalidator.proofs.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** A block of Llama, Mistral, Qwen2 or Qwen3, or of Mixtral, which has experts. */
record LlamaBlock(OperationList operations, ModelConfig config, int block) {

    void addAll() {
        int middle = attention();
        int normed = norm(NormNames.FEED_FORWARD, middle, "post_attention_layernorm");
        int update = config.kind() instanceof BlockKind.Experts experts ? mixture(normed, experts) : gated(normed);
        operations.add(DenseOperations.Pairwise.sum(OperationName.OUTPUT, middle, update, operations.stream()));
    }

    private int attention() {
        String layer = layer("self_attn.");
        int normed = norm(NormNames.ATTENTION, Operand.INPUT, "input_layernorm");
        int query = heads(OperationName.QUERY, OperationName.QUERY_BIAS, normed, layer + "q_proj", config.heads());
        int key = heads(OperationName.KEY, OperationName.KEY_BIAS, normed, layer + "k_proj", config.keyValueHeads());
        int value =
                heads(OperationName.VALUE, OperationName.VALUE_BIAS, normed, layer + "v_proj", config.keyValueHeads());
        if (config.queryKeyNorm()) {
            query = operations.rootMeanSquare(
                    OperationName.QUERY_SQUARES,
                    OperationName.QUERY_NORM,
                    query,
                    layer + "q_norm.weight",
                    operations.perHead(config.heads()));
            key = operations.rootMeanSquare(
                    OperationName.KEY_SQUARES,
                    OperationName.KEY_NORM,
                    key,
                    layer + "k_norm.weight",
                    operations.perHead(config.keyValueHeads()));
        }
        int attended = operations.attend(
                Heads.dense(query, config.heads()),
                Heads.dense(key, config.keyValueHeads()),
                Heads.dense(value, config.keyValueHeads()));
        int output = operations.linear(
                OperationName.ATTENTION_OUTPUT,
                OperationName.ATTENTION_OUTPUT_BIAS,
                attended,
                layer + "o_proj",
                config.heads() * config.headSize(),
                operations.stream(),
                config.biases().attentionOutput());
        return operations.add(
                DenseOperations.Pairwise.sum(OperationName.MIDDLE, Operand.INPUT, output, operations.stream()));
    }

    private int norm(NormNames names, int source, String layer) {
        return operations.rootMeanSquare(
                names.squares(), names.norm(), source, layer(layer) + ".weight", operations.stream());
    }

    private int heads(OperationName product, OperationName bias, int source, String layer, int heads) {
        return operations.linear(
                product,
                bias,
                source,
                layer,
                config.hidden(),
                operations.perHead(heads),
                config.biases().queryKeyValue());
    }

    private int gated(int normed) {
        String layer = layer("mlp.");
        return gated(
                normed,
                layer + "gate_proj",
                layer + "up_proj",
                layer + "down_proj",
                config.biases().feedForward());
    }

    private int gated(int normed, String gateLayer, String upLayer, String downLayer, boolean biased) {
        RowShape.Uniform wide = operations.perToken(config.intermediate());
        int gate = operations.linear(
                OperationName.GATE, OperationName.GATE_BIAS, normed, gateLayer, config.hidden(), wide, biased);
        int up = operations.linear(
                OperationName.UP, OperationName.UP_BIAS, normed, upLayer, config.hidden(), wide, biased);
        int activated = operations.add(DenseOperations.Pairwise.gated(OperationName.ACTIVATED, gate, up, wide));
        return operations.linear(
                OperationName.DOWN,
                OperationName.DOWN_BIAS,
                activated,
                downLayer,
                config.intermediate(),
                operations.stream(),
                biased);
    }

    private int mixture(int normed, BlockKind.Experts experts) {
        String layer = layer("block_sparse_moe.");
        RowShape.Uniform perExpert = operations.perToken(experts.count());
        int logits = operations.add(new DenseOperations.Product(
                OperationName.ROUTER, normed, layer + "gate.weight", config.hidden(), perExpert, 1));
        int shares = operations.add(
                new ExpertOperations.Shares(OperationName.ROUTER_SHARE, logits, experts.perToken(), perExpert));
        List<Integer> results = new ArrayList<>();
        for (int expert = 0; expert < experts.count(); expert++) {
            String name = layer + "experts." + expert + ".";
            results.add(gated(normed, name + "w1", name + "w3", name + "w2", false));
        }
        return operations.add(new ExpertOperations.Mixture(OperationName.MIXED, shares, results, operations.stream()));
    }

    private String layer(String name) {
        return "model.layers." + block + "." + name;
    }
}
