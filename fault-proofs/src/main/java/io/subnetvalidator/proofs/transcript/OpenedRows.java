package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import java.util.List;

/**
 * Consecutive rows shown against a root that was signed before; whether they belong to it is for {@link CommittedRows#show} to
 * say.
 *
 * @param first index of the first row among the committed ones
 * @param rows the rows
 * @param path hashes of the subtrees outside, from left to right
 */
public record OpenedRows(int first, Rows rows, List<Hash256> path) {

    /** A range within a tree of a million leaves has at most 40 subtrees outside. */
    private static final int MAX_PATH = 64;

    /** @throws IllegalArgumentException for a negative index or a path longer than any tree's */
    public OpenedRows {
        path = List.copyOf(path);
        if (first < 0 || path.size() > MAX_PATH) {
            throw new IllegalArgumentException(
                    "opened rows start at row 0 or later and have a path of at most " + MAX_PATH + " hashes");
        }
    }

    /** The encoding is not written: the commitment names it. */
    public void encode(ScaleWriter out) {
        out.u32(first);
        rows.encodeBytes(out);
        out.vec(path, (item, hash) -> item.raw(hash.toBytes()));
    }

    /** @param encoding the encoding that the commitment names */
    public static OpenedRows decode(ScaleReader in, RowEncoding encoding) {
        long first = in.u32();
        Rows rows = Rows.decodeBytes(encoding, in);
        List<Hash256> path = in.vec(MAX_PATH, Decoded::hash);
        return Decoded.value(in, () -> new OpenedRows(Math.toIntExact(first), rows, path));
    }
}
