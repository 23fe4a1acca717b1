package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.proofs.model.DataType;
import io.subnetvalidator.proofs.model.ModelManifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long a dispute takes and how large its leaf gets, known before it begins. */
public final class DisputeBounds {

    private DisputeBounds() {}

    /**
     * Most rounds of a dispute: one for every level of the nested tree, one for the values of a piece, one for the steps of an
     * element that has several, one for the leaf.
     */
    public static int rounds(BlockGraph graph) {
        int greatest = 0;
        for (int i = 0; i < graph.size(); i++) {
            Operation operation = graph.operation(i);
            int last = operation.shape().rows() - 1;
            int levels = depth(operation.shape().rows()) + depth(greatestPieces(operation.shape()));
            greatest = Math.max(greatest, levels + (operation.steps(last) > 1 ? 1 : 0));
        }
        return depth(graph.size()) + greatest + 2;
    }

    /** Most moves that count: two in every round, one leaf in the last. */
    public static int moves(BlockGraph graph) {
        return 2 * rounds(graph) - 1;
    }

    /** Most bytes of a leaf, for the element types and the number of tensors of the manifest. */
    public static int leafBytes(BlockGraph graph, ModelManifest manifest) {
        Map<String, DataType> types = new HashMap<>();
        manifest.tensors().forEach(tensor -> types.put(tensor.name(), tensor.type()));
        int greatest = 0;
        for (int i = 0; i < graph.size(); i++) {
            greatest = Math.max(greatest, leafBytes(graph, i, types));
        }
        return greatest;
    }

    /** Most bytes of a leaf about one operation. */
    static int leafBytes(BlockGraph graph, int index, Map<String, DataType> types) {
        Operation operation = graph.operation(index);
        int row = operation.shape().rows() - 1;
        Step step = operation.step(row, operation.shape().width(row) - 1, 0);
        List<AgreedOperations> all = List.of(new AgreedOperations(0, graph.size(), MerkleTree.EMPTY_ROOT));
        TraceSubject subject =
                new TraceSubject(MerkleTree.EMPTY_ROOT, graph.block(), graph.tokens(), MerkleTree.EMPTY_ROOT);
        int bytes = new Question(subject, graph, step, 0, 0, 0, all).toBytes().length;
        for (Operand operand : step.operands()) {
            if (operand instanceof Operand.Weights weights) {
                bytes += evidenceBytes(weights, types);
            } else if (operand instanceof Operand.Computed computed) {
                bytes += evidenceBytes(graph, computed);
            }
        }
        return bytes;
    }

    private static int evidenceBytes(BlockGraph graph, Operand.Computed operand) {
        boolean input = operand.operation() == Operand.INPUT;
        RowShape shape = graph.shape(operand.operation());
        int pieces = greatestPieces(shape);
        int length = pieces > 1 ? LeafChecker.PIECE : shape.width(shape.rows() - 1);
        int path = depth(pieces) + depth(shape.rows()) + (input ? 0 : depth(graph.size()));
        return length * Float.BYTES + path * Hash256.LENGTH;
    }

    private static int evidenceBytes(Operand.Weights operand, Map<String, DataType> types) {
        int rows = operand.shape().size() == 1 ? 1 : operand.shape().get(0);
        int columns = operand.shape().get(operand.shape().size() - 1);
        int pieces = RowShape.pieces(columns, LeafChecker.PIECE);
        int length = Math.min(LeafChecker.PIECE, columns);
        // A tensor the manifest lacks makes no leaf at all; counted as the widest type.
        int size = types.getOrDefault(operand.tensor(), DataType.F32).size();
        int path = depth(rows * pieces) + depth(types.size() + 1);
        return 5 + length * size + path * Hash256.LENGTH;
    }

    /** Most pieces of any row; where rows have one width per token, the last token's are not always the longest. */
    private static int greatestPieces(RowShape shape) {
        int greatest = 0;
        for (int row = 0; row < shape.rows(); row++) {
            greatest = Math.max(greatest, shape.pieces(row));
        }
        return greatest;
    }

    /** Levels below the root of a tree over this many leaves. */
    private static int depth(int leaves) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(leaves - 1);
    }
}
