package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.RowsCommitment;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import java.util.Optional;

/** What can be wrong with an answer before any value of it is looked at. */
public final class FormatRule {

    private FormatRule() {}

    /** The fault of an output that a node committed to; empty when its form is as declared. */
    static Optional<FaultKind> violation(SpanAnnouncement announced, StepHeader request, RowsCommitment output) {
        return violation(
                announced.profile().activations(),
                request.tokens(),
                request.terms().hiddenSize(),
                output);
    }

    /**
     * As for a request of so many tokens to a node that declared its activations.
     *
     * @param hidden values per token
     */
    public static Optional<FaultKind> violation(
            NumberFormat activations, int tokens, int hidden, RowsCommitment output) {
        if (!output.hasShape(tokens, hidden)) {
            return Optional.of(FaultKind.OUTPUT_SIZE);
        }
        return allows(activations, output.encoding()) ? Optional.empty() : Optional.of(FaultKind.OUTPUT_ENCODING);
    }

    /** fp32 loses nothing and is always allowed; 16 bits hide errors below their step, so they have to be declared. */
    private static boolean allows(NumberFormat activations, RowEncoding encoding) {
        return switch (encoding) {
            case F32 -> true;
            case BF16 -> activations == NumberFormat.BF16;
            case F16 -> activations == NumberFormat.F16;
        };
    }
}
