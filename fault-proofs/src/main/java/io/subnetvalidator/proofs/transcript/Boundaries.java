package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import java.util.ArrayList;
import java.util.List;

/** The commitment to every block boundary of a span, from which single blocks can be opened later. */
public final class Boundaries {

    private Boundaries() {}

    /**
     * Merkle root over the rows of the boundaries behind each block: leaf {@code b * tokens + t} is row {@code t} behind the
     * span's block {@code b}, in the encoding of the answer's output.
     *
     * @param boundaries residual stream behind every block, row-major {@code [tokens, hidden]}, the span's output last
     */
    public static Hash256 root(float[][] boundaries, int tokens, int hidden, RowEncoding encoding) {
        List<byte[]> leaves = new ArrayList<>(boundaries.length * tokens);
        for (float[] boundary : boundaries) {
            if (boundary.length != tokens * hidden) {
                throw new IllegalArgumentException(
                        "a boundary of " + tokens + " x " + hidden + " values is wanted, not " + boundary.length);
            }
            for (int t = 0; t < tokens; t++) {
                leaves.add(row(boundary, t, hidden, encoding));
            }
        }
        return MerkleTree.over(leaves).root();
    }

    private static byte[] row(float[] boundary, int token, int hidden, RowEncoding encoding) {
        byte[] bytes = new byte[hidden * encoding.bytesPerValue()];
        for (int c = 0; c < hidden; c++) {
            encoding.put(boundary[token * hidden + c], bytes, c);
        }
        return bytes;
    }
}
