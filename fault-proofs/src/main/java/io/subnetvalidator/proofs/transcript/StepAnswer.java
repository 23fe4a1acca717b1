package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;

/**
 * A node's answer to one step. Nothing about the output is checked here: a wrong shape or a NaN is for the verdict to find.
 *
 * @param requestDigest digest of the request answered
 * @param boundaryRoot commitment to all block boundaries of the span
 * @param output residual stream behind the span
 */
public record StepAnswer(Hash256 requestDigest, Hash256 boundaryRoot, Rows output) {

    /**
     * The answer that a computation of the request gives.
     *
     * @param boundaries residual stream behind every block of the span, the span's output last
     */
    public static StepAnswer of(StepRequest request, float[][] boundaries, RowEncoding encoding) {
        Hash256 root =
                Boundaries.root(boundaries, request.tokens(), request.terms().hiddenSize(), encoding);
        return new StepAnswer(request.digest(), root, Rows.of(encoding, boundaries[boundaries.length - 1]));
    }

    public AnswerCommitment commitment() {
        return new AnswerCommitment(requestDigest, boundaryRoot, output.digest());
    }

    public void encode(ScaleWriter out) {
        out.raw(requestDigest.toBytes()).raw(boundaryRoot.toBytes());
        output.encode(out);
    }

    public static StepAnswer decode(ScaleReader in) {
        Hash256 request = Decoded.hash(in);
        Hash256 root = Decoded.hash(in);
        return new StepAnswer(request, root, Rows.decode(in));
    }
}
