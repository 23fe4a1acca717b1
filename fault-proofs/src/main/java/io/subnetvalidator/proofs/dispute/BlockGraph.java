package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.model.BlockKind;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ModelManifest;
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

    /** Most experts: the router's logits of a token then fit one piece. */
    public static final int MAX_EXPERTS = LeafChecker.PIECE;

    private final ModelConfig config;
    private final int block;
    private final int tokens;
    private final RowShape.Uniform input;
    private final List<Operation> operations;

    private BlockGraph(ModelConfig config, int block, int tokens, List<Operation> operations) {
        this.config = config;
        this.block = block;
        this.tokens = tokens;
        this.input = new RowShape.Uniform(tokens, config.hidden());
        this.operations = List.copyOf(operations);
    }

    /**
     * The operations of a block.
     *
     * @param manifest the model's tensors, since some models exist with and without a prefix before their names
     * @param tokens number of positions, from 0
     * @throws ModelException when a dispute over the model would take more than a move or a leaf holds
     * @throws IllegalArgumentException when the model has no such block, or the sequence is empty or too long
     */
    public static BlockGraph of(ModelConfig config, ModelManifest manifest, int block, int tokens) {
        if (Math.max(config.intermediate(), config.hidden()) > MAX_COLUMNS) {
            throw new ModelException("disputes cover products of at most " + MAX_COLUMNS + " columns");
        }
        if (config.kind() instanceof BlockKind.Experts experts && experts.count() > MAX_EXPERTS) {
            throw new ModelException("disputes cover at most " + MAX_EXPERTS + " experts, not " + experts.count());
        }
        if (block < 0 || block >= config.blocks()) {
            throw new IllegalArgumentException("a model of " + config.blocks() + " blocks has no block " + block);
        }
        if (tokens < 1 || tokens > Math.min(MAX_TOKENS, config.contextLength())) {
            throw new IllegalArgumentException(tokens + " positions; a dispute over this model takes 1 to "
                    + Math.min(MAX_TOKENS, config.contextLength()));
        }
        OperationList operations = new OperationList(config, block, tokens);
        if (config.kind() instanceof BlockKind.Parallel parallel) {
            FusedBlock.falcon(operations, config, block, parallel.twoNorms()).addAll();
        } else if (config.kind() instanceof BlockKind.Fused) {
            FusedBlock.bloom(operations, config, block, manifest).addAll();
        } else {
            new LlamaBlock(operations, config, block).addAll();
        }
        return new BlockGraph(config, block, tokens, operations.all());
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
}
