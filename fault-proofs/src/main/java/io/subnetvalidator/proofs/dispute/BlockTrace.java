package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.model.NamedWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The output of every operation of one block, and the hash tree over it: pieces of {@value LeafChecker#PIECE} values, little-endian
 * with every NaN canonical, under rows, under operations. Everything is kept in memory: for 8B shapes 340 kB per token and 384
 * bytes per token and key it sees.
 */
public final class BlockTrace {

    private final BlockGraph graph;
    private final BlockValues values;
    private final List<MerkleTree> rows = new ArrayList<>();
    private final MerkleTree inputRows;
    private final MerkleTree operations;

    private BlockTrace(BlockGraph graph, BlockValues values) {
        this.graph = graph;
        this.values = values;
        this.inputRows = rowTree(Operand.INPUT);
        for (int i = 0; i < graph.size(); i++) {
            rows.add(rowTree(i));
        }
        this.operations =
                MerkleTree.overHashes(rows.stream().map(MerkleTree::root).toList());
    }

    /**
     * Computes the trace with the canonical kernels.
     *
     * @param input residual stream before the block at all positions, row-major {@code [tokens, hidden]}
     * @throws IllegalArgumentException when the input has another size
     */
    public static BlockTrace compute(BlockGraph graph, NamedWeights weights, float[] input) {
        if (input.length != graph.shape(Operand.INPUT).size()) {
            throw new IllegalArgumentException(
                    "an input of " + graph.shape(Operand.INPUT).size() + " values is wanted, not " + input.length);
        }
        List<float[]> outputs = new ArrayList<>();
        BlockValues values = new BlockValues(input, outputs);
        for (int i = 0; i < graph.size(); i++) {
            outputs.add(graph.operation(i).compute(values, weights));
        }
        return new BlockTrace(graph, values);
    }

    /** A trace of values from elsewhere. */
    static BlockTrace of(BlockGraph graph, BlockValues values) {
        return new BlockTrace(graph, values);
    }

    public BlockGraph graph() {
        return graph;
    }

    /** The residual stream behind the block, row-major {@code [tokens, hidden]}. */
    public float[] output() {
        return values.of(graph.size() - 1).clone();
    }

    /** Root over the rows of the input. */
    public Hash256 inputRoot() {
        return inputRows.root();
    }

    /** Root over all operations. */
    public Hash256 operationsRoot() {
        return operations.root();
    }

    /** What the validator commits to, for this model. */
    public TraceClaim claim(Hash256 modelRoot) {
        return new TraceClaim(
                new TraceSubject(modelRoot, graph.block(), graph.tokens(), inputRoot()), operationsRoot());
    }

    BlockValues values() {
        return values;
    }

    /** The hash over the leaves {@code from .. to-1} of the node's level. */
    Hash256 hash(TraceNode level, int from, int to) {
        MerkleTree tree = switch (level.level()) {
            case OPERATIONS -> operations;
            case ROWS -> rows.get(level.operation());
            case PIECES -> pieceTree(level.operation(), level.row());
        };
        return tree.node(from, to);
    }

    /** The values of one piece as they are hashed. */
    byte[] piece(int operation, int row, int piece) {
        RowShape shape = graph.shape(operation);
        int from = shape.start(row) + piece * LeafChecker.PIECE;
        int count = shape.pieceLength(row, piece);
        ByteBuffer out = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < from + count; i++) {
            out.putInt(FloatFormats.canonicalBits(values.of(operation)[i]));
        }
        return out.array();
    }

    /** The hashes from a piece to the root over the operations of {@code agreed}, or of the input. */
    List<Hash256> path(Operand.Computed operand, AgreedOperations agreed) {
        int operation = operand.operation();
        List<Hash256> path = new ArrayList<>(pieceTree(operation, operand.row()).path(operand.piece()));
        if (operation == Operand.INPUT) {
            path.addAll(inputRows.path(operand.row()));
            return path;
        }
        path.addAll(rows.get(operation).path(operand.row()));
        path.addAll(MerkleTree.path(
                operation - agreed.from(),
                agreed.to() - agreed.from(),
                (from, to) -> operations.node(agreed.from() + from, agreed.from() + to)));
        return path;
    }

    private MerkleTree rowTree(int operation) {
        return MerkleTree.overHashes(IntStream.range(0, graph.shape(operation).rows())
                .mapToObj(row -> pieceTree(operation, row).root())
                .toList());
    }

    private MerkleTree pieceTree(int operation, int row) {
        return MerkleTree.over(IntStream.range(0, graph.shape(operation).pieces(row))
                .mapToObj(piece -> piece(operation, row, piece))
                .toList());
    }
}
