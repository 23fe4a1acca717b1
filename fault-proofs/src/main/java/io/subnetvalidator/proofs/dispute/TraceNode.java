package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.MerkleTree;

/**
 * A node with children in the tree of a trace. The tree is nested: operations, the rows of each, the pieces of each row; a root of
 * an inner level is a leaf of the level above.
 *
 * @param level what the leaves below the node are
 * @param operation operation whose rows or pieces they are; 0 on the level of operations
 * @param row row whose pieces they are; 0 on the other levels
 * @param from first leaf below the node
 * @param to the leaf behind the last; at least two lie below
 */
public record TraceNode(Level level, int operation, int row, int from, int to) {

    /** The three nested levels. */
    public enum Level {
        OPERATIONS,
        ROWS,
        PIECES
    }

    /** @throws IllegalArgumentException when the node has no children */
    public TraceNode {
        if (from < 0 || to - from < 2) {
            throw new IllegalArgumentException(
                    "a node with children is over two leaves or more, not " + from + " to " + to);
        }
    }

    /** First leaf below the right child. */
    int middle() {
        return from + MerkleTree.split(to - from);
    }

    /** The same level, other leaves. */
    TraceNode over(int first, int end) {
        return new TraceNode(level, operation, row, first, end);
    }
}
