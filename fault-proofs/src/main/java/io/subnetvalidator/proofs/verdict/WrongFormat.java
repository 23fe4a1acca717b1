package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Optional;

/**
 * The node signed an output of the wrong size or encoding: seen from its commitment, without a row and without the model.
 *
 * @param header the request answered
 * @param answer what the node signed
 */
public record WrongFormat(
        SignedAnnouncement announcement, StepHeader header, AnswerCommitment answer, PeerSignature signature)
        implements StepCharge {

    static final int CODE = 1;

    @Override
    public String reason() {
        return violation().map(FaultKind::name).orElse("NONE");
    }

    @Override
    public String text() {
        return reason() + " in step " + header.index();
    }

    @Override
    public Optional<Inadmissible> unproven() {
        return Admission.ofDeclaration(announcement, terms()).or(() -> {
            if (!answer.requestDigest().equals(header.digest()) || !signature.isBy(terms().server(), answer.digest())) {
                return Admission.refuse(Reason.BAD_SIGNATURE, "the answer shown is not signed by " + terms().server());
            }
            return violation().isPresent()
                    ? Optional.empty()
                    : Admission.refuse(Reason.NO_CONTRADICTION, "size and encoding of the output are as declared");
        });
    }

    private Optional<FaultKind> violation() {
        return FormatRule.violation(announcement.announcement(), header, answer.output());
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void encode(ScaleWriter out) {
        announcement.encode(out);
        header.encode(out);
        answer.encode(out);
        signature.encode(out);
    }

    static WrongFormat decode(ScaleReader in) {
        SignedAnnouncement announcement = SignedAnnouncement.decode(in);
        StepHeader header = StepHeader.decode(in);
        AnswerCommitment answer = AnswerCommitment.decode(in);
        return new WrongFormat(announcement, header, answer, PeerSignature.decode(in));
    }
}
