package io.subnetvalidator.chain.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive leaves of a {@link MerkleTree} with what is needed to compute its root: the hashes of the largest subtrees that hold
 * none of these leaves, from left to right. For one leaf it holds the hashes of its path, for all leaves none.
 *
 * @param from index of the first leaf
 * @param leaves leaf hashes, at least one
 * @param size number of leaves of the whole tree
 * @param outside hashes of the subtrees outside
 */
public record MerkleRange(int from, List<Hash256> leaves, int size, List<Hash256> outside) {

    /** @throws IllegalArgumentException when the range does not lie within the tree */
    public MerkleRange {
        leaves = List.copyOf(leaves);
        outside = List.copyOf(outside);
        if (from < 0 || leaves.isEmpty() || leaves.size() > size - from) {
            throw new IllegalArgumentException(
                    "no leaves " + from + " to " + (from + leaves.size() - 1L) + " in a tree of " + size);
        }
    }

    /** Index behind the last leaf. */
    public int to() {
        return from + leaves.size();
    }

    /** The root that these leaves belong to; empty when there are hashes too few or too many for the shape of the tree. */
    public Optional<Hash256> root() {
        Cursor cursor = new Cursor();
        Hash256 root = climb(0, size, cursor);
        return cursor.used == outside.size() ? Optional.ofNullable(root) : Optional.empty();
    }

    /**
     * Fewer leaves of the same tree.
     *
     * @throws IllegalArgumentException when the leaves are not among these, or these do not give a root
     */
    public MerkleRange narrowed(int newFrom, int newTo) {
        if (newFrom < from || newTo > to() || newFrom >= newTo || root().isEmpty()) {
            throw new IllegalArgumentException("leaves " + newFrom + " to " + (newTo - 1) + " are not shown by leaves "
                    + from + " to " + (to() - 1));
        }
        List<Hash256> hashes = new ArrayList<>();
        collect(newFrom, newTo, 0, size, new Cursor(), hashes);
        return new MerkleRange(newFrom, leaves.subList(newFrom - from, newTo - from), size, hashes);
    }

    private void collect(int newFrom, int newTo, int low, int high, Cursor cursor, List<Hash256> into) {
        if (high <= newFrom || low >= newTo) {
            into.add(Objects.requireNonNull(climb(low, high, cursor)));
        } else if (high - low > 1) {
            int middle = low + MerkleTree.split(high - low);
            collect(newFrom, newTo, low, middle, cursor, into);
            collect(newFrom, newTo, middle, high, cursor, into);
        }
    }

    private @Nullable Hash256 climb(int low, int high, Cursor cursor) {
        if (high <= from || low >= to()) {
            return cursor.used < outside.size() ? outside.get(cursor.used++) : null;
        }
        if (high - low == 1) {
            return leaves.get(low - from);
        }
        int middle = low + MerkleTree.split(high - low);
        Hash256 left = climb(low, middle, cursor);
        Hash256 right = climb(middle, high, cursor);
        return left == null || right == null ? null : MerkleTree.inner(left, right);
    }

    private static final class Cursor {
        private int used;
    }
}
