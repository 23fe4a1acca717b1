package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.InputNorm;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Optional;

/** The rules by which evidence is admitted, so that nobody can make an honest node look faulty. */
final class Admission {

    private Admission() {}

    /** Whether announcement, model and profile belong to the session. */
    static Optional<Inadmissible> ofSession(
            ModelUnderTest model, ComparisonProfile profile, SignedAnnouncement signed, SessionTerms terms) {
        SpanAnnouncement announcement = signed.announcement();
        if (!signed.verifies()) {
            return refuse(Reason.BAD_SIGNATURE, "the announcement is not signed by " + announcement.peer());
        }
        if (!terms.reliesOn(announcement)) {
            return refuse(
                    Reason.ANOTHER_ANNOUNCEMENT,
                    "the session of epoch " + terms.epoch()
                            + " does not rely on the announcement shown, valid from epoch " + announcement.validFrom());
        }
        Optional<String> unfit = profile.unfitFor(
                announcement.profile(), announcement.modelRoot(), announcement.span(), announcement.hiddenSize());
        if (unfit.isPresent()) {
            return refuse(Reason.UNFIT_PROFILE, unfit.get());
        }
        if (!model.root().equals(announcement.modelRoot())) {
            return refuse(
                    Reason.WRONG_MODEL,
                    "the model at hand is " + model.root() + ", the node serves " + announcement.modelRoot());
        }
        if (announcement.span().end() > model.blocks() || announcement.hiddenSize() != model.hiddenSize()) {
            return refuse(
                    Reason.WRONG_MODEL,
                    "blocks " + announcement.span() + " of hidden size " + announcement.hiddenSize()
                            + " do not exist in a model of " + model.blocks() + " blocks of hidden size "
                            + model.hiddenSize());
        }
        return Optional.empty();
    }

    /** Whether step {@code index} is signed by both sides and belongs behind the step before it; needs no weights. */
    static Optional<Inadmissible> ofStep(HopTranscript transcript, int index) {
        StepRequest request = transcript.steps().get(index).request().request();
        StepAnswer answer = transcript.steps().get(index).answer().answer();
        Optional<String> disorder = index == 0
                ? Optional.of("the transcript starts at step " + request.index())
                        .filter(text -> request.index() != 0)
                : request.violationAfter(
                        transcript.steps().get(index - 1).request().request());
        if (disorder.isPresent()) {
            return refuse(Reason.OUT_OF_ORDER, disorder.get());
        }
        if (!answer.requestDigest().equals(request.digest())) {
            return refuse(Reason.ANOTHER_REQUEST, "the answer beside step " + index + " is to another request");
        }
        if (!transcript.steps().get(index).request().verifies()) {
            return refuse(
                    Reason.BAD_SIGNATURE,
                    "request " + index + " is not signed by " + request.terms().requester());
        }
        if (!transcript.steps().get(index).answer().verifies(request.terms().server())) {
            return refuse(
                    Reason.BAD_SIGNATURE,
                    "answer " + index + " is not signed by " + request.terms().server());
        }
        return Optional.empty();
    }

    /** Whether an input may be held against a node: it comes from somewhere and is of ordinary size. */
    static Optional<Inadmissible> ofInput(
            ModelUnderTest model, ComparisonProfile profile, StepRequest request, float[] input) {
        double rms = InputNorm.greatestRms(input, request.terms().hiddenSize());
        if (!(rms <= profile.maxInputRms())) {
            return refuse(
                    Reason.OUTSIDE_ENVELOPE,
                    "an input row of step " + request.index() + " has a root mean square of " + rms + ", profile '"
                            + profile.name() + "' was calibrated up to " + profile.maxInputRms());
        }
        boolean shown = request.provenance() instanceof InputProvenance.PreviousHop hop
                ? request.terms().span().first() > 0 && hop.covers(request.input())
                : isEmbedding(model, request);
        return shown
                ? Optional.empty()
                : refuse(
                        Reason.BROKEN_PROVENANCE,
                        "the input of step " + request.index() + " is not what its provenance gives");
    }

    private static boolean isEmbedding(ModelUnderTest model, StepRequest request) {
        if (!(request.provenance() instanceof InputProvenance.TokenIds tokens)
                || request.terms().span().first() != 0
                || tokens.ids().size() != request.tokens()) {
            return false;
        }
        try {
            return Rows.of(RowEncoding.F32, model.embed(tokens.toArray())).equals(request.input());
        } catch (IllegalArgumentException outsideVocabulary) {
            return false;
        }
    }

    static Optional<Inadmissible> refuse(Reason reason, String detail) {
        return Optional.of(new Inadmissible(reason, detail));
    }
}
