package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;

/**
 * A node's signature under an opening: it binds the session, the beacon, the block that was opened and everything shown, so that a
 * node opens one block of a session only, and answers for an opening that contradicts what it had committed to.
 *
 * @param beacon block that drew the challenge
 * @param content Merkle root over the parts of the opening
 * @param signature the node's, over session, beacon, block and content
 */
public record OpeningSeal(Beacon beacon, Hash256 content, PeerSignature signature) {

    static OpeningSeal sign(Hash256 session, Beacon beacon, int block, Hash256 content, PeerKey key) {
        return new OpeningSeal(beacon, content, PeerSignature.sign(digest(session, beacon, block, content), key));
    }

    /**
     * Whether the server signed an opening of this block of the session.
     *
     * @param session {@link Challenge#session} of the session's answers
     * @param block counted from the span's first
     */
    public boolean verifies(PeerId server, Hash256 session, int block) {
        return signature.isBy(server, digest(session, beacon, block, content));
    }

    private static Hash256 digest(Hash256 session, Beacon beacon, int block, Hash256 content) {
        ScaleWriter out = new ScaleWriter();
        out.raw(session.toBytes());
        beacon.encode(out);
        out.u16(block).raw(content.toBytes());
        return Blake2b.domainHash(Domains.OPENING, out.toBytes());
    }

    public void encode(ScaleWriter out) {
        beacon.encode(out);
        out.raw(content.toBytes());
        signature.encode(out);
    }

    public static OpeningSeal decode(ScaleReader in) {
        Beacon beacon = Beacon.decode(in);
        Hash256 content = Decoded.hash(in);
        return new OpeningSeal(beacon, content, PeerSignature.decode(in));
    }
}
