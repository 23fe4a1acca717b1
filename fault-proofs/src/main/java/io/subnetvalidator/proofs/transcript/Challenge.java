package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Which block of a session's span is opened: drawn from everything the node committed to in the session and from a block hash that
 * was not known when it did, so that neither side chooses.
 */
public final class Challenge {

    private Challenge() {}

    /**
     * Names a session by what the node signed in it.
     *
     * @param answers digests of the answer commitments, in order
     */
    public static Hash256 session(List<Hash256> answers) {
        byte[][] parts = new byte[answers.size() + 1][];
        parts[0] = ByteBuffer.allocate(Integer.BYTES).putInt(answers.size()).array();
        for (int i = 0; i < answers.size(); i++) {
            parts[i + 1] = answers.get(i).toBytes();
        }
        return Blake2b.domainHash(Domains.SESSION, parts);
    }

    /**
     * The block to open, counted from the span's first. The first 8 bytes of the digest modulo the number of blocks: with at most
     * 4096 blocks no block is favoured by more than 2^-52.
     */
    public static int block(Hash256 session, Beacon beacon, int blocks) {
        byte[] digest = Blake2b.domainHash(Domains.CHALLENGE, session.toBytes(), beacon.toBytes())
                .toBytes();
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), blocks);
    }
}
