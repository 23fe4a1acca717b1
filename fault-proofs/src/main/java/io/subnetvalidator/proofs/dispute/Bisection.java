package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.proofs.dispute.TraceNode.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Narrows two different traces of one block down to the first step they differ in. Wherever both children of a node differ, the left
 * one is followed, so that everything before the difference is agreed on.
 */
final class Bisection {

    private final BlockGraph graph;
    private final TraceSubject subject;

    Bisection(BlockGraph graph, TraceSubject subject) {
        this.graph = graph;
        this.subject = subject;
    }

    /** What is asked next, and the operations agreed on so far. */
    record Narrowed(Stage stage, List<AgreedOperations> agreed) {}

    /** The first stage, for the roots over all operations. */
    Stage start(Hash256 first, Hash256 second) {
        return below(Level.OPERATIONS, 0, 0, 0, graph.size(), first, second);
    }

    /** Whether the move is of the kind asked for. */
    static boolean answers(Stage stage, Move move) {
        return (stage instanceof Stage.Split && move instanceof Move.Children)
                || (stage instanceof Stage.Open && move instanceof Move.Piece)
                || (stage instanceof Stage.Unroll && move instanceof Move.States)
                || (stage instanceof Stage.Prove && move instanceof Move.Leaf);
    }

    /** Whether the move fits what its party committed to before; a leaf is not judged here. */
    boolean isConsistent(Stage stage, Side side, Move move) {
        boolean first = side == Side.FIRST;
        if (stage instanceof Stage.Split split && move instanceof Move.Children children) {
            return MerkleTree.inner(children.left(), children.right()).equals(first ? split.first() : split.second());
        }
        if (stage instanceof Stage.Open open && move instanceof Move.Piece piece) {
            int length = graph.shape(open.operation()).pieceLength(open.row(), open.piece());
            return piece.values().size() == length * Float.BYTES
                    && MerkleTree.leafHash(piece.values().toBytes()).equals(first ? open.first() : open.second());
        }
        if (stage instanceof Stage.Unroll unroll && move instanceof Move.States states) {
            int steps = graph.operation(unroll.operation()).steps(unroll.row());
            return states.bits().size() == steps
                    && states.bits().get(steps - 1) == (first ? unroll.first() : unroll.second());
        }
        return stage instanceof Stage.Prove && move instanceof Move.Leaf;
    }

    /** The stage that follows from two consistent moves. */
    Narrowed narrow(Stage stage, Move first, Move second, List<AgreedOperations> agreed) {
        if (stage instanceof Stage.Split split
                && first instanceof Move.Children one
                && second instanceof Move.Children other) {
            return descend(split.node(), one, other, agreed);
        }
        if (stage instanceof Stage.Open open && first instanceof Move.Piece one && second instanceof Move.Piece other) {
            return new Narrowed(element(open, one, other, agreed), agreed);
        }
        if (stage instanceof Stage.Unroll unroll
                && first instanceof Move.States one
                && second instanceof Move.States other) {
            return new Narrowed(step(unroll, one, other, agreed), agreed);
        }
        throw new IllegalStateException("two moves do not narrow " + stage);
    }

    private Narrowed descend(TraceNode node, Move.Children first, Move.Children second, List<AgreedOperations> agreed) {
        if (!first.left().equals(second.left())) {
            return new Narrowed(below(node, node.from(), node.middle(), first.left(), second.left()), agreed);
        }
        List<AgreedOperations> more = new ArrayList<>(agreed);
        if (node.level() == Level.OPERATIONS) {
            more.add(new AgreedOperations(node.from(), node.middle(), first.left()));
        }
        return new Narrowed(below(node, node.middle(), node.to(), first.right(), second.right()), more);
    }

    private Stage below(TraceNode node, int from, int to, Hash256 first, Hash256 second) {
        return below(node.level(), node.operation(), node.row(), from, to, first, second);
    }

    /** The stage for a node over these leaves; a node over one leaf is the root of the level below. */
    private Stage below(Level level, int operation, int row, int from, int to, Hash256 first, Hash256 second) {
        if (to - from > 1) {
            return new Stage.Split(new TraceNode(level, operation, row, from, to), first, second);
        }
        return switch (level) {
            case OPERATIONS -> below(Level.ROWS, from, 0, 0, graph.shape(from).rows(), first, second);
            case ROWS ->
                below(Level.PIECES, operation, from, 0, graph.shape(operation).pieces(from), first, second);
            case PIECES -> new Stage.Open(operation, row, from, first, second);
        };
    }

    private Stage element(Stage.Open open, Move.Piece first, Move.Piece second, List<AgreedOperations> agreed) {
        List<Integer> one = bits(first);
        List<Integer> other = bits(second);
        int index = firstDifference(one, other);
        int element = open.piece() * LeafChecker.PIECE + index;
        Operation operation = graph.operation(open.operation());
        Stage.Unroll unroll = new Stage.Unroll(open.operation(), open.row(), element, one.get(index), other.get(index));
        return operation.steps(open.row()) > 1
                ? unroll
                : step(unroll, List.of(unroll.first()), List.of(unroll.second()), agreed);
    }

    private Stage step(Stage.Unroll unroll, Move.States first, Move.States second, List<AgreedOperations> agreed) {
        return step(unroll, first.bits(), second.bits(), agreed);
    }

    private Stage step(Stage.Unroll unroll, List<Integer> first, List<Integer> second, List<AgreedOperations> agreed) {
        Operation operation = graph.operation(unroll.operation());
        int index = firstDifference(first, second);
        int before = index == 0
                ? Float.floatToRawIntBits(operation.start(unroll.row(), unroll.element()))
                : first.get(index - 1);
        Step step = operation.step(unroll.row(), unroll.element(), index);
        return new Stage.Prove(new Question(subject, graph, step, before, first.get(index), second.get(index), agreed));
    }

    private static List<Integer> bits(Move.Piece piece) {
        byte[] bytes = piece.values().toBytes();
        List<Integer> bits = new ArrayList<>(bytes.length / Float.BYTES);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            bits.add(in.getInt());
        }
        return bits;
    }

    private static int firstDifference(List<Integer> first, List<Integer> second) {
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).equals(second.get(i))) {
                return i;
            }
        }
        throw new IllegalStateException("different hashes over equal values");
    }
}
