package io.subnetvalidator.chain.types;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merkle tree over byte leaves with the shape of RFC 6962, section 2.1, on blake2b-256: leaf and inner hashes carry different
 * prefixes, an odd count splits at the largest power of two below it, and no leaf is ever duplicated.
 */
public final class MerkleTree {

    static final byte LEAF_PREFIX = 0;
    static final byte INNER_PREFIX = 1;

    private static final byte[] LEAF = {LEAF_PREFIX};
    private static final byte[] INNER = {INNER_PREFIX};

    /** Root of a tree without leaves: the hash of nothing. */
    public static final Hash256 EMPTY_ROOT = Blake2b.hash256();

    private final List<Hash256> leaves;

    /** Roots of parts of a tree, for leaves that are too many to keep. */
    @FunctionalInterface
    public interface Ranges {

        /** Root over the leaves {@code from .. to-1}, at least one. */
        Hash256 root(int from, int to);
    }

    private MerkleTree(List<Hash256> leaves) {
        this.leaves = leaves;
    }

    /** The tree over these leaves, in this order. */
    public static MerkleTree over(List<byte[]> leaves) {
        return new MerkleTree(leaves.stream().map(MerkleTree::leafHash).toList());
    }

    /**
     * The tree over leaves that are hashes already: leaf hashes of this kind of tree, or roots of smaller trees when trees are
     * nested. Whoever verifies a nested tree must know its shape, since a root may stand for a tree or for a leaf.
     */
    public static MerkleTree overHashes(List<Hash256> hashes) {
        return new MerkleTree(List.copyOf(hashes));
    }

    public static Hash256 leafHash(byte[] leaf) {
        return Blake2b.hash256(LEAF, leaf);
    }

    public int size() {
        return leaves.size();
    }

    public Hash256 root() {
        return leaves.isEmpty() ? EMPTY_ROOT : root(0, leaves.size());
    }

    /** The node over the leaves {@code from .. to-1}, which must be the leaves below one node of this tree. */
    public Hash256 node(int from, int to) {
        return root(from, to);
    }

    /**
     * Sibling hashes from the leaf up to the root.
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public List<Hash256> path(int index) {
        return path(index, leaves.size(), this::root);
    }

    /**
     * Sibling hashes from a leaf up to the root of a tree of {@code size} leaves; asks once for every sibling on the way.
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public static List<Hash256> path(int index, int size, Ranges ranges) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("leaf " + index + " of " + size);
        }
        List<Hash256> path = new ArrayList<>();
        collectPath(index, 0, size, ranges, path);
        return List.copyOf(path);
    }

    /**
     * The leaves {@code from} (inclusive) to {@code to} (exclusive) with what proves them.
     *
     * @throws IllegalArgumentException when there are no such leaves
     */
    public MerkleRange range(int from, int to) {
        return new MerkleRange(0, leaves, leaves.size(), List.of()).narrowed(from, to);
    }

    /** Whether {@code leaf} is leaf {@code index} of a tree of {@code size} leaves with this root. */
    public static boolean verify(Hash256 root, byte[] leaf, int index, int size, List<Hash256> path) {
        if (index < 0 || index >= size || path.size() > 64) {
            return false;
        }
        Step step = new Step(path, 0);
        Hash256 computed = climb(leafHash(leaf), index, size, step);
        return computed != null && step.used == path.size() && computed.equals(root);
    }

    private static @Nullable Hash256 climb(Hash256 leaf, int index, int size, Step step) {
        if (size == 1) {
            return leaf;
        }
        int split = split(size);
        boolean left = index < split;
        Hash256 child = left ? climb(leaf, index, split, step) : climb(leaf, index - split, size - split, step);
        if (child == null || step.used >= step.path.size()) {
            return null;
        }
        Hash256 sibling = step.path.get(step.used++);
        return left ? inner(child, sibling) : inner(sibling, child);
    }

    private Hash256 root(int from, int to) {
        if (to - from == 1) {
            return leaves.get(from);
        }
        int middle = from + split(to - from);
        return inner(root(from, middle), root(middle, to));
    }

    private static void collectPath(int index, int from, int to, Ranges ranges, List<Hash256> path) {
        if (to - from == 1) {
            return;
        }
        int middle = from + split(to - from);
        if (index < middle) {
            collectPath(index, from, middle, ranges, path);
            path.add(ranges.root(middle, to));
        } else {
            collectPath(index, middle, to, ranges, path);
            path.add(ranges.root(from, middle));
        }
    }

    /** The hash of an inner node. */
    public static Hash256 inner(Hash256 left, Hash256 right) {
        return Blake2b.hash256(INNER, left.toBytes(), right.toBytes());
    }

    /** How many of {@code size} leaves, at least 2, lie below the left child of the root. */
    public static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static final class Step {
        private final List<Hash256> path;
        private int used;

        private Step(List<Hash256> path, int used) {
            this.path = path;
            this.used = used;
        }
    }
}
