package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * A node's answer to one step. Nothing about the output is checked here but that it is the one committed to: a wrong shape or a
 * NaN is for the verdict to find.
 *
 * @param commitment what is signed
 * @param output residual stream behind the span
 */
public record StepAnswer(AnswerCommitment commitment, Rows output) {

    /** @throws IllegalArgumentException when the commitment is to other rows */
    public StepAnswer {
        RowsCommitment committed = commitment.output();
        if (!output.commitmentOf(committed.rowBytes()).equals(committed)) {
            throw new IllegalArgumentException("the answer commits to another output");
        }
    }

    /** The answer to a request, from an output and the boundaries before it. */
    public static StepAnswer of(StepHeader request, BoundaryTree boundaries, Rows output) {
        RowsCommitment committed = output.commitment(request.terms().hiddenSize());
        return new StepAnswer(new AnswerCommitment(request.digest(), boundaries.root(), committed), output);
    }

    public void encode(ScaleWriter out) {
        commitment.encode(out);
        output.encodeBytes(out);
    }

    public static StepAnswer decode(ScaleReader in) {
        AnswerCommitment commitment = AnswerCommitment.decode(in);
        Rows output = Rows.decodeBytes(commitment.output().encoding(), in);
        return Decoded.value(in, () -> new StepAnswer(commitment, output));
    }
}
