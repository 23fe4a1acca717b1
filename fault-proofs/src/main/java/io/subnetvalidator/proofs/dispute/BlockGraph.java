package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.model.BlockKind;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.PositionCoding;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations of one block over the positions from 0, in the order in which they are committed: every operation reads the block's
 * input, weights, and operations before it. Keys and values of earlier positions are operations like all others, since a cached
 * decode gives the same bits as one prefill.
 */
public final class BlockGraph {

    /** Longest sequence: the states of one pass over the keys then fit one move. */
    public static final int MAX_TOKENS = 1 << 17;

    /** Widest matrix product, for the same reason. */
    public static final int MAX_COLUMNS = 1 << 17;

    private final ModelConfig config;
    private final int block;
    private final int tokens;
    private final RowShape.Uniform input;
    private final List<Operation> operations = new ArrayList<>();

    private BlockGraph(ModelConfig config, int block, int tokens) {
        this.config = config;
        this.block = block;
        this.tokens = tokens;
        this.input = new RowShape.Uniform(tokens, config.hidden());
    }

    /**
     * The operations of a block.
     *
     * @param tokens number of positions, from 0
     * @throws ModelException when disputes do not cover models of this family
     * @throws IllegalArgumentException when the model has no such block, or the sequence is empty or too long
     */
    public static BlockGraph of(ModelConfig config, int block, int tokens) {
        boolean covered =
                config.kind() instanceof BlockKind.Gated && config.position() instanceof PositionCoding.Rotary;
        if (!covered) {
            throw new ModelException("disputes cover models of the families Llama, Mistral, Qwen2 and Qwen3, not "
                    + config.architecture());
        }
        if (Math.max(config.intermediate(), config.hidden()) > MAX_COLUMNS) {
            throw new ModelException("disputes cover products of at most " + MAX_COLUMNS + " columns");
        }
        if (block < 0 || block >= config.blocks()) {
            throw new IllegalArgumentException("a model of " + config.blocks() + " blocks has no block " + block);
        }
        if (tokens < 1 || tokens > Math.min(MAX_TOKENS, config.contextLength())) {
            throw new IllegalArgumentException(tokens + " positions; a dispute over this model takes 1 to "
                    + Math.min(MAX_TOKENS, config.contextLength()));
        }
        BlockGraph graph = new BlockGraph(config, block, tokens);
        graph.feedForward(graph.attention());
        return graph;
    }

    /** Index of the block in the model. */
    public int block() {
        return block;
    }

    /** Number of positions. */
    public int tokens() {
        return tokens;
    }

    ModelConfig config() {
        return config;
    }

    int size() {
        return operations.size();
    }

    Operation operation(int index) {
        return operations.get(index);
    }

    /** Shape of an operation's output, or of the input. */
    RowShape shape(int operation) {
        return operation == Operand.INPUT ? input : operations.get(operation).shape();
    }

    private int attention() {
        String block = "model.layers." + this.block + ".";
        String prefix = block + "self_attn.";
        boolean biased = config.biases().queryKeyValue();
        int normed = norm(
                OperationName.ATTENTION_SQUARES,
                OperationName.ATTENTION_NORM,
                Operand.INPUT,
                block + "input_layernorm.weight",
                input);
        int query =
                heads(OperationName.QUERY, OperationName.QUERY_BIAS, normed, prefix + "q_proj", config.heads(), biased);
        int key = heads(
                OperationName.KEY, OperationName.KEY_BIAS, normed, prefix + "k_proj", config.keyValueHeads(), biased);
        int value = heads(
                OperationName.VALUE,
                OperationName.VALUE_BIAS,
                normed,
                prefix + "v_proj",
                config.keyValueHeads(),
                biased);
        if (config.queryKeyNorm()) {
            query = norm(
                    OperationName.QUERY_SQUARES,
                    OperationName.QUERY_NORM,
                    query,
                    prefix + "q_norm.weight",
                    headRows(config.heads()));
            key = norm(
                    OperationName.KEY_SQUARES,
                    OperationName.KEY_NORM,
                    key,
                    prefix + "k_norm.weight",
                    headRows(config.keyValueHeads()));
        }
        int attended = attend(
                rotated(OperationName.QUERY_ROTATED, query, config.heads()),
                rotated(OperationName.KEY_ROTATED, key, config.keyValueHeads()),
                value);
        int output = linear(
                OperationName.ATTENTION_OUTPUT,
                OperationName.ATTENTION_OUTPUT_BIAS,
                attended,
                prefix + "o_proj",
                config.heads() * config.headSize(),
                input,
                config.biases().attentionOutput());
        return add(new DenseOperations.Residual(OperationName.MIDDLE, Operand.INPUT, output, input));
    }

    private int attend(int query, int key, int value) {
        int size = config.headSize();
        int sharing = config.heads() / config.keyValueHeads();
        float scale = (float) (1 / Math.sqrt(size));
        KeyRows keys = new KeyRows(tokens, config.heads(), config.windows().get(block));
        RowShape.Uniform single = new RowShape.Uniform(keys.rows(), 1);
        RowShape.Uniform transposed = new RowShape.Uniform(config.keyValueHeads() * size, tokens);
        int channels = add(new AttentionOperations.ByChannel(
                OperationName.VALUE_BY_CHANNEL, value, transposed, config.keyValueHeads()));
        int scores = add(new AttentionOperations.Scores(
                OperationName.SCORE, query, key, keys, sharing, config.keyValueHeads(), size));
        int greatest =
                add(new AttentionOperations.GreatestScore(OperationName.GREATEST_SCORE, scores, keys, single, scale));
        int exponentials =
                add(new AttentionOperations.Exponentials(OperationName.EXPONENTIAL, scores, greatest, keys, scale));
        int sums =
                add(new AttentionOperations.ExponentialSum(OperationName.EXPONENTIAL_SUM, exponentials, keys, single));
        int shares = add(new AttentionOperations.Shares(OperationName.SHARE, exponentials, sums, keys));
        RowShape.Uniform shape = new RowShape.Uniform(tokens, config.heads() * size);
        return add(
                new AttentionOperations.Attended(OperationName.ATTENDED, shares, channels, keys, shape, sharing, size));
    }

    private void feedForward(int middle) {
        String block = "model.layers." + this.block + ".";
        String prefix = block + "mlp.";
        boolean biased = config.biases().feedForward();
        RowShape.Uniform wide = new RowShape.Uniform(tokens, config.intermediate());
        int normed = norm(
                OperationName.FEED_FORWARD_SQUARES,
                OperationName.FEED_FORWARD_NORM,
                middle,
                block + "post_attention_layernorm.weight",
                input);
        int gate = linear(
                OperationName.GATE,
                OperationName.GATE_BIAS,
                normed,
                prefix + "gate_proj",
                config.hidden(),
                wide,
                biased);
        int up = linear(
                OperationName.UP, OperationName.UP_BIAS, normed, prefix + "up_proj", config.hidden(), wide, biased);
        int activated = add(new DenseOperations.Activation(OperationName.ACTIVATED, gate, up, wide));
        int down = linear(
                OperationName.DOWN,
                OperationName.DOWN_BIAS,
                activated,
                prefix + "down_proj",
                config.intermediate(),
                input,
                biased);
        add(new DenseOperations.Residual(OperationName.OUTPUT, middle, down, input));
    }

    private int norm(OperationName squares, OperationName norm, int source, String tensor, RowShape.Uniform shape) {
        RowShape.Uniform single = new RowShape.Uniform(shape.rows(), 1);
        int sums = add(new DenseOperations.Squares(squares, source, shape.width(), single));
        return add(new DenseOperations.Norm(norm, source, sums, tensor, config.normEpsilon(), shape));
    }

    private int heads(OperationName product, OperationName bias, int source, String layer, int heads, boolean biased) {
        return linear(product, bias, source, layer, config.hidden(), headRows(heads), biased);
    }

    private int linear(
            OperationName product,
            OperationName bias,
            int source,
            String layer,
            int columns,
            RowShape.Uniform shape,
            boolean biased) {
        int rowsPerToken = shape.rows() / tokens;
        int out = add(new DenseOperations.Product(product, source, layer + ".weight", columns, shape, rowsPerToken));
        return biased ? add(new DenseOperations.Bias(bias, out, layer + ".bias", shape, rowsPerToken)) : out;
    }

    private int rotated(OperationName name, int source, int heads) {
        return add(new AttentionOperations.Rotation(
                name, source, headRows(heads), heads, config.position().frequencies(config.headSize())));
    }

    private RowShape.Uniform headRows(int heads) {
        return new RowShape.Uniform(Math.multiplyExact(tokens, heads), config.headSize());
    }

    private int add(Operation operation) {
        operations.add(operation);
        return operations.size() - 1;
    }
}
