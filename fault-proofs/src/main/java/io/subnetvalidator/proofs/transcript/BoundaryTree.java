package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A node's commitment to the boundaries between the blocks of its span, from which single rows can be shown later: leaf
 * {@code b * tokens + t} is row {@code t} behind the span's block {@code b}. What enters and what leaves the span is not in it: the
 * request and the answer commit to that, so that nothing is committed twice and two commitments cannot disagree.
 */
public final class BoundaryTree {

    private final List<Rows> boundaries;
    private final MerkleTree tree;
    private final RowEncoding encoding;
    private final int hidden;
    private final int tokens;

    private BoundaryTree(List<Rows> boundaries, RowEncoding encoding, int hidden, int tokens) {
        this.boundaries = boundaries;
        this.encoding = encoding;
        this.hidden = hidden;
        this.tokens = tokens;
        List<byte[]> leaves = new ArrayList<>(boundaries.size() * tokens);
        boundaries.forEach(boundary -> leaves.addAll(boundary.leaves(hidden * encoding.bytesPerValue())));
        this.tree = MerkleTree.over(leaves);
    }

    /**
     * The tree over a computation.
     *
     * @param outputs residual stream behind every block of the span, row-major {@code [tokens, hidden]}; the last one is the
     *     span's output and does not enter
     */
    public static BoundaryTree over(float[][] outputs, int tokens, int hidden, RowEncoding encoding) {
        for (float[] output : outputs) {
            if (output.length != tokens * hidden) {
                throw new IllegalArgumentException(
                        "a boundary of " + tokens + " x " + hidden + " values is wanted, not " + output.length);
            }
        }
        List<Rows> boundaries = Arrays.stream(outputs, 0, outputs.length - 1)
                .map(values -> Rows.of(encoding, values))
                .toList();
        return new BoundaryTree(boundaries, encoding, hidden, tokens);
    }

    static Hash256 root(RowEncoding encoding, Hash256 merkleRoot) {
        return Blake2b.domainHash(Domains.BOUNDARIES, new byte[] {(byte) encoding.code()}, merkleRoot.toBytes());
    }

    public Hash256 root() {
        return root(encoding, tree.root());
    }

    /**
     * All rows of one boundary.
     *
     * @param boundary 0 lies behind the span's first block
     * @throws IndexOutOfBoundsException when the span has no such boundary
     */
    public OpenedRows open(int boundary) {
        Rows rows = boundaries.get(boundary);
        int from = boundary * tokens;
        return new OpenedRows(0, rows, tree.range(from, from + tokens).outside());
    }

    /** The place of a boundary among the leaves of this tree. */
    public CommittedRows committed(int boundary) {
        return CommittedRows.ofBoundary(root(), encoding, hidden, tokens, boundary, boundaries.size());
    }

    /** Bytes of all rows, which is what keeping this tree takes. */
    public long size() {
        return boundaries.stream().mapToLong(Rows::size).sum();
    }
}
