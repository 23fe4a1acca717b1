package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/**
 * What a node signs when it answers a step: 105 bytes that stand for the whole computation.
 *
 * @param requestDigest digest of the request answered, which chains all requests of the session before it
 * @param boundaryRoot {@link BoundaryTree#root} over the boundaries inside the span; of no meaning when the node does not open
 * @param output commitment to the span's output
 */
public record AnswerCommitment(Hash256 requestDigest, Hash256 boundaryRoot, RowsCommitment output) {

    /** The digest that is signed. */
    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return Blake2b.domainHash(Domains.ANSWER, out.toBytes());
    }

    public void encode(ScaleWriter out) {
        out.raw(requestDigest.toBytes()).raw(boundaryRoot.toBytes());
        output.encode(out);
    }

    public static AnswerCommitment decode(ScaleReader in) {
        Hash256 request = Decoded.hash(in);
        Hash256 root = Decoded.hash(in);
        return new AnswerCommitment(request, root, RowsCommitment.decode(in));
    }
}
