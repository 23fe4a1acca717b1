package io.subnetvalidator.chain.types;

import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * The root of a {@link MerkleTree} whose leaves come one after another: keeps one hash per level, so any number of leaves needs
 * constant memory and nothing is allocated per leaf. Not safe for concurrent use.
 */
public final class MerkleFrontier {

    private static final int LEVELS = 63;

    private final Blake2bDigest digest = new Blake2bDigest(8 * Hash256.LENGTH);
    private final byte[] node = new byte[Hash256.LENGTH];
    // complete[i] is the root of a complete subtree of 2^i leaves; valid where bit i of the count is set.
    private final byte[][] complete = new byte[LEVELS][];
    private long count;

    /** Adds the next leaf, {@code length} bytes from {@code from}. */
    public void add(byte[] bytes, int from, int length) {
        digest.update(MerkleTree.LEAF_PREFIX);
        digest.update(bytes, from, length);
        digest.doFinal(node, 0);
        int level = 0;
        for (long carry = count; (carry & 1) == 1; carry >>>= 1) {
            inner(complete[level], node);
            level++;
        }
        if (complete[level] == null) {
            complete[level] = new byte[Hash256.LENGTH];
        }
        System.arraycopy(node, 0, complete[level], 0, node.length);
        count++;
    }

    /** Leaves added so far. */
    public long count() {
        return count;
    }

    /** The root over the leaves added so far; more may follow. */
    public Hash256 root() {
        if (count == 0) {
            return MerkleTree.EMPTY_ROOT;
        }
        int level = Long.numberOfTrailingZeros(count);
        System.arraycopy(complete[level], 0, node, 0, node.length);
        for (long higher = count >>> ++level; higher != 0; higher >>>= 1, level++) {
            if ((higher & 1) == 1) {
                inner(complete[level], node);
            }
        }
        return Hash256.of(node);
    }

    private void inner(byte[] left, byte[] right) {
        digest.update(MerkleTree.INNER_PREFIX);
        digest.update(left, 0, left.length);
        digest.update(right, 0, right.length);
        digest.doFinal(node, 0);
    }
}
