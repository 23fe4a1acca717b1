package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Finding;
import io.subnetvalidator.proofs.compare.StepCheck;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.subnetvalidator.proofs.verdict.Verdict.Fault;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Optional;

/** The verdict program: one pure function from evidence to verdict, the same bits on every machine. */
public final class Verdicts {

    /** Names this program in proofs; any change of a verdict changes it. */
    public static final String PROGRAM = "whole-span/1";

    /** Names the arithmetic of the reference in proofs. */
    public static final String KERNEL = "seq256/1";

    private static final String REFERENCE_DOMAIN = "hypertensor-scp/1/reference";

    private Verdicts() {}

    /**
     * Judges a session. Steps are judged in order and the first fault decides, so what comes behind it, be it as broken as it
     * may, cannot undo it: a transcript cut behind its faulty step has the same verdict.
     */
    public static Verdict judge(
            ModelUnderTest model,
            ComparisonProfile profile,
            SignedAnnouncement announcement,
            HopTranscript transcript) {
        Optional<Inadmissible> refused = Admission.ofSession(model, profile, announcement, transcript.terms());
        int sound = 0;
        while (refused.isEmpty() && sound < transcript.steps().size()) {
            refused = Admission.ofStep(transcript, sound);
            sound += refused.isEmpty() ? 1 : 0;
        }
        if (sound == 0) {
            return refused.<Verdict>map(reason -> reason).orElseThrow();
        }
        SpanSession session = model.span(announcement.announcement().span()).open();
        for (int index = 0; index < sound; index++) {
            Optional<Verdict> decided =
                    judgeStep(model, profile, announcement, transcript.steps().get(index), session);
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        return refused.<Verdict>map(reason -> reason).orElse(new Verdict.Ok(sound));
    }

    private static Optional<Verdict> judgeStep(
            ModelUnderTest model,
            ComparisonProfile profile,
            SignedAnnouncement announcement,
            HopTranscript.Step step,
            SpanSession session) {
        StepRequest request = step.request().request();
        StepAnswer answer = step.answer().answer();
        float[] input = request.input().values();
        Optional<Inadmissible> refused = Admission.ofInput(model, profile, request, input);
        if (refused.isPresent()) {
            return refused.map(reason -> reason);
        }
        if (!profile.bands().isEmpty() && profile.thresholds(request.tokens()).isEmpty()) {
            return inadmissible(
                    Reason.UNFIT_PROFILE,
                    "profile '" + profile.name() + "' has no thresholds for the " + request.tokens()
                            + " tokens of step " + request.index());
        }
        float[][] boundaries;
        try {
            boundaries = session.forward(input, request.tokens());
        } catch (IllegalArgumentException e) {
            return inadmissible(Reason.TOO_LONG, "step " + request.index() + ": " + e.getMessage());
        }
        StepCheck check = new StepCheck(
                input, boundaries, request.tokens(), request.terms().hiddenSize());
        RowEncoding encoding = answer.output().encoding();
        if (!check.referenceIsFinite(encoding)) {
            return inadmissible(
                    Reason.OUTSIDE_ENVELOPE,
                    "the input of step " + request.index() + " drives the reference out of the range of " + encoding);
        }
        Optional<Finding> finding =
                check.findIn(answer, announcement.announcement().profile(), profile);
        return finding.map(found ->
                new Fault(request.index(), found.kind(), found.statistics(), referenceDigest(check, encoding)));
    }

    private static Hash256 referenceDigest(StepCheck check, RowEncoding encoding) {
        return Blake2b.domainHash(
                REFERENCE_DOMAIN,
                check.boundaryRoot(encoding).toBytes(),
                check.output(encoding).digest().toBytes());
    }

    private static Optional<Verdict> inadmissible(Reason reason, String detail) {
        return Optional.of(new Inadmissible(reason, detail));
    }
}
