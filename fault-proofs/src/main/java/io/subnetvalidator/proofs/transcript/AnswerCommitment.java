package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;

/**
 * What a node signs when it answers a step: 96 bytes that stand for the whole computation.
 *
 * @param requestDigest digest of the request answered, which chains all requests of the session before it
 * @param boundaryRoot Merkle root over the rows of every block boundary of the span ({@link Boundaries#root})
 * @param outputDigest digest of encoding and bytes of the span's output
 */
public record AnswerCommitment(Hash256 requestDigest, Hash256 boundaryRoot, Hash256 outputDigest) {

    /** The digest that is signed. */
    public Hash256 digest() {
        return Blake2b.domainHash(
                Domains.ANSWER, requestDigest.toBytes(), boundaryRoot.toBytes(), outputDigest.toBytes());
    }

    public void encode(ScaleWriter out) {
        out.raw(requestDigest.toBytes()).raw(boundaryRoot.toBytes()).raw(outputDigest.toBytes());
    }

    public static AnswerCommitment decode(ScaleReader in) {
        Hash256 request = Decoded.hash(in);
        Hash256 root = Decoded.hash(in);
        return new AnswerCommitment(request, root, Decoded.hash(in));
    }
}
