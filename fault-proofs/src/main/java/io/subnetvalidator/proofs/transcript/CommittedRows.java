package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleRange;
import io.subnetvalidator.chain.types.MerkleTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rows of one place in the model, somewhere among the leaves of a signed root: what opened rows are held against. */
public final class CommittedRows {

    private final Hash256 root;
    private final Function<Hash256, Hash256> seal;
    private final RowEncoding encoding;
    private final int rowBytes;
    private final int size;
    private final int offset;
    private final int leaves;

    private CommittedRows(
            Hash256 root,
            Function<Hash256, Hash256> seal,
            RowEncoding encoding,
            int rowBytes,
            int size,
            int offset,
            int leaves) {
        this.root = root;
        this.seal = seal;
        this.encoding = encoding;
        this.rowBytes = rowBytes;
        this.size = size;
        this.offset = offset;
        this.leaves = leaves;
    }

    /** The rows of an input or an output. */
    public static CommittedRows of(RowsCommitment commitment) {
        RowEncoding encoding = commitment.encoding();
        return new CommittedRows(
                commitment.root(),
                merkle -> RowsCommitment.root(encoding, merkle),
                encoding,
                commitment.rowBytes(),
                commitment.size(),
                0,
                commitment.rows());
    }

    /**
     * The rows of one boundary between two blocks of a span.
     *
     * @param root the answer's boundary root
     * @param boundary index of the boundary: 0 lies behind the span's first block
     * @param boundaries number of boundaries inside the span
     */
    public static CommittedRows ofBoundary(
            Hash256 root, RowEncoding encoding, int hidden, int tokens, int boundary, int boundaries) {
        return new CommittedRows(
                root,
                merkle -> BoundaryTree.root(encoding, merkle),
                encoding,
                hidden * encoding.bytesPerValue(),
                Math.multiplyExact(tokens, hidden * encoding.bytesPerValue()),
                boundary * tokens,
                boundaries * tokens);
    }

    public RowEncoding encoding() {
        return encoding;
    }

    /** Whether these are rows of this place: whole rows within it whose path leads to the root. */
    public boolean show(OpenedRows opened) {
        return range(opened).flatMap(MerkleRange::root).map(seal).equals(Optional.of(root));
    }

    /**
     * Fewer of the rows that are shown.
     *
     * @throws IllegalArgumentException when {@code opened} is not shown by these rows or does not hold the rows asked for
     */
    public OpenedRows narrowed(OpenedRows opened, int from, int to) {
        MerkleRange range = range(opened)
                .orElseThrow(() -> new IllegalArgumentException("the rows at hand are none of this place"))
                .narrowed(offset + from, offset + to);
        int hidden = rowBytes / encoding.bytesPerValue();
        return new OpenedRows(
                from, opened.rows().slice(from - opened.first(), to - opened.first(), hidden), range.outside());
    }

    private Optional<MerkleRange> range(OpenedRows opened) {
        int bytes = opened.rows().size();
        long from = (long) opened.first() * rowBytes;
        boolean whole = bytes % rowBytes == 0 || from + bytes == size;
        if (opened.rows().encoding() != encoding || bytes == 0 || !whole || from + bytes > size) {
            return Optional.empty();
        }
        List<Hash256> hashes = opened.rows().leaves(rowBytes).stream()
                .map(MerkleTree::leafHash)
                .toList();
        return Optional.of(new MerkleRange(offset + opened.first(), hashes, leaves, opened.path()));
    }
}
