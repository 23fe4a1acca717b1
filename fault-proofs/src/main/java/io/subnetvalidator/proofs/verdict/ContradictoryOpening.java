package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Challenge;
import io.subnetvalidator.proofs.transcript.CommittedRows;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.OpenedRows;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.OpeningSeal;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.List;
import java.util.Optional;

/**
 * The node signed an opening that does not show what it had committed to: rows of another tree, rows too few or too many, or rows
 * where the challenged block has none to show. The seal covers all answers of the session, so their own signatures are not needed.
 *
 * @param header the request of the step that the part belongs to
 * @param answer what the node had committed to in that step
 * @param answers digests of all answers of the session, in order
 * @param seal the node's signature under the opening
 * @param part the part of the opening that contradicts the commitment
 */
public record ContradictoryOpening(
        SignedAnnouncement announcement,
        StepHeader header,
        AnswerCommitment answer,
        List<Hash256> answers,
        OpeningSeal seal,
        Opening.Part part)
        implements StepCharge {

    static final int CODE = 2;

    /** @throws IllegalArgumentException when there are no answers or more than a session may have */
    public ContradictoryOpening {
        answers = List.copyOf(answers);
        if (answers.isEmpty() || answers.size() > TranscriptLimits.MAX_STEPS) {
            throw new IllegalArgumentException("a session has 1 to " + TranscriptLimits.MAX_STEPS + " answers");
        }
    }

    /**
     * The first contradiction of an opening that is sealed for this session; empty when there is none that a proof has room for: a
     * node may open rows of any size, and one that opens too many to show shows nothing.
     */
    public static Optional<ContradictoryOpening> in(
            SignedAnnouncement announcement, HopTranscript session, Opening opening) {
        List<Hash256> answers = session.answers();
        if (!opening.isSealed() || opening.steps().size() != answers.size()) {
            return Optional.empty();
        }
        for (int i = 0; i < answers.size(); i++) {
            HopTranscript.Step step = session.steps().get(i);
            for (Opening.Side side : Opening.Side.values()) {
                ContradictoryOpening charge = new ContradictoryOpening(
                        announcement,
                        step.request().request().header(),
                        step.answer().answer().commitment(),
                        answers,
                        opening.seal(),
                        opening.part(i, side));
                if (charge.unproven().isEmpty() && FaultProof.fits(charge)) {
                    return Optional.of(charge);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String reason() {
        return "CONTRADICTORY_OPENING";
    }

    @Override
    public String text() {
        return reason() + " of step " + header.index();
    }

    @Override
    public Optional<Inadmissible> unproven() {
        return Admission.ofDeclaration(announcement, terms())
                .or(this::unsealed)
                .or(() -> contradicts()
                        ? Optional.empty()
                        : Admission.refuse(Reason.NO_CONTRADICTION, "the rows opened are those committed to"));
    }

    private Optional<Inadmissible> unsealed() {
        boolean mine = answer.requestDigest().equals(header.digest())
                && header.index() == part.step()
                && part.step() < answers.size()
                && answers.get(part.step()).equals(answer.digest());
        boolean sealed = mine
                && announcement.announcement().opens()
                && seal.verifies(terms().server(), Challenge.session(answers), block())
                && part.belongsTo(seal.content(), answers.size());
        return sealed
                ? Optional.empty()
                : Admission.refuse(
                        Reason.BAD_SIGNATURE,
                        "the opening shown is not one that " + terms().server() + " signed for this session");
    }

    /** Counted from the span's first. */
    private int block() {
        return Challenge.block(
                Challenge.session(answers), seal.beacon(), terms().span().count());
    }

    private boolean contradicts() {
        Optional<CommittedRows> due = due();
        if (due.isEmpty() || part.rows().isEmpty()) {
            return due.isPresent() != part.rows().isPresent();
        }
        OpenedRows shown = part.rows().get();
        int wanted = header.tokens()
                * header.terms().hiddenSize()
                * shown.rows().encoding().bytesPerValue();
        return shown.first() != 0 || shown.rows().size() != wanted || !due.get().show(shown);
    }

    /** What this part has to show; empty for the first block's input and the last one's output. */
    private Optional<CommittedRows> due() {
        BlockSpan span = terms().span();
        int boundary = part.side() == Opening.Side.BEFORE ? block() - 1 : block();
        if (boundary < 0 || boundary >= span.count() - 1) {
            return Optional.empty();
        }
        return Optional.of(CommittedRows.ofBoundary(
                answer.boundaryRoot(),
                announcement.announcement().boundaries().orElseThrow(),
                terms().hiddenSize(),
                header.tokens(),
                boundary,
                span.count() - 1));
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
        out.vec(answers, (item, hash) -> item.raw(hash.toBytes()));
        seal.encode(out);
        part.encode(out);
    }

    static ContradictoryOpening decode(ScaleReader in) {
        SignedAnnouncement announcement = SignedAnnouncement.decode(in);
        StepHeader header = StepHeader.decode(in);
        AnswerCommitment answer = AnswerCommitment.decode(in);
        List<Hash256> answers = in.vec(TranscriptLimits.MAX_STEPS, Decoded::hash);
        OpeningSeal seal = OpeningSeal.decode(in);
        RowEncoding encoding = announcement
                .announcement()
                .boundaries()
                .orElseThrow(() -> in.error("a node that commits to no boundaries opens none"));
        Opening.Part part = Opening.Part.decode(in, encoding);
        return Decoded.value(in, () -> new ContradictoryOpening(announcement, header, answer, answers, seal, part));
    }
}
