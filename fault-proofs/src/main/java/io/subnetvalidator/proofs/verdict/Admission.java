package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.InputNorm;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Optional;

/** The rules by which evidence is admitted, so that nobody can make an honest node look faulty. */
final class Admission {

    private Admission() {}

    /** Everything about evidence that can be refused before the reference is computed. */
    static Optional<Inadmissible> of(ModelUnderTest model, ComparisonProfile profile, Evidence evidence) {
        return ofDeclaration(evidence.announcement(), evidence.terms())
                .or(() -> ofOpening(evidence))
                .or(() -> ofProfile(profile, evidence))
                .or(() -> ofModel(model, evidence.announced()))
                .or(() -> ofLength(evidence))
                .or(() -> ComputeBudget.exceededBy(evidence))
                .or(() -> ofRows(evidence))
                .or(() -> ofSignatures(evidence))
                .or(() -> ofProvenance(model, profile, evidence));
    }

    /** Whether the session relies on the announcement shown, and its node signed it; needs no weights. */
    static Optional<Inadmissible> ofDeclaration(SignedAnnouncement signed, SessionTerms terms) {
        SpanAnnouncement announcement = signed.announcement();
        if (!terms.reliesOn(announcement)) {
            return refuse(
                    Reason.ANOTHER_ANNOUNCEMENT,
                    "the session of epoch " + terms.epoch()
                            + " does not rely on the announcement shown, valid from epoch " + announcement.validFrom());
        }
        return signed.verifies()
                ? Optional.empty()
                : refuse(Reason.BAD_SIGNATURE, "the announcement is not signed by " + announcement.peer());
    }

    private static Optional<Inadmissible> ofOpening(Evidence evidence) {
        if (evidence.opening().isEmpty()) {
            return Optional.empty();
        }
        BlockSpan span = evidence.terms().span();
        int block = evidence.checked().first() - span.first();
        boolean sealed = evidence.announced().opens()
                && evidence.opening().get().verifies(evidence.terms().server(), evidence.session(), block);
        return sealed
                ? Optional.empty()
                : refuse(
                        Reason.ANOTHER_CHALLENGE,
                        "the node signed no opening of block " + (span.first() + block)
                                + " of this session for chain block "
                                + evidence.opening().get().beacon().block());
    }

    private static Optional<Inadmissible> ofProfile(ComparisonProfile profile, Evidence evidence) {
        SpanAnnouncement announced = evidence.announced();
        Optional<String> unfit = profile.unfitFor(
                announced.profile(), announced.modelRoot(), evidence.checked(), announced.hiddenSize());
        if (unfit.isPresent()) {
            return refuse(Reason.UNFIT_PROFILE, unfit.get());
        }
        return evidence.steps().stream()
                .map(Evidence.Step::header)
                .filter(step -> !profile.bands().isEmpty()
                        && profile.thresholds(step.tokens()).isEmpty())
                .findFirst()
                .flatMap(step -> refuse(
                        Reason.UNFIT_PROFILE,
                        "profile '" + profile.name() + "' has no thresholds for the " + step.tokens()
                                + " tokens of step " + step.index()));
    }

    private static Optional<Inadmissible> ofModel(ModelUnderTest model, SpanAnnouncement announcement) {
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

    /** An input in 16 bits may be of a size that no node can commit to in the encoding of its boundaries. */
    private static Optional<Inadmissible> ofLength(Evidence evidence) {
        int hidden = evidence.terms().hiddenSize();
        int bytesPerValue = evidence.announced()
                .boundaries()
                .map(RowEncoding::bytesPerValue)
                .orElse(1);
        return evidence.steps().stream()
                .map(Evidence.Step::header)
                .filter(step -> (long) step.tokens() * hidden * bytesPerValue > TranscriptLimits.MAX_ROW_BYTES)
                .findFirst()
                .flatMap(step -> refuse(
                        Reason.TOO_LONG,
                        "a boundary of the " + step.tokens() + " tokens of step " + step.index() + " takes more than "
                                + TranscriptLimits.MAX_ROW_BYTES + " bytes"));
    }

    /** Whether the rows shown are those that were committed to. Rows of an output of the wrong size are not looked at. */
    private static Optional<Inadmissible> ofRows(Evidence evidence) {
        BlockSpan checked = evidence.checked();
        for (Evidence.Step step : evidence.steps()) {
            boolean input = step.input()
                    .map(evidence.committedInput(step, checked)::show)
                    .orElse(true);
            boolean output = step.output()
                    .map(evidence.committedOutput(step, checked)::show)
                    .orElse(true);
            boolean form = FormatRule.violation(
                            evidence.announced(), step.header(), step.answer().output())
                    .isEmpty();
            if (!input || (form && !output)) {
                return refuse(
                        Reason.OTHER_ROWS,
                        "rows shown of step " + step.header().index() + " are not those that were signed");
            }
        }
        return Optional.empty();
    }

    private static Optional<Inadmissible> ofSignatures(Evidence evidence) {
        SessionTerms terms = evidence.terms();
        for (Evidence.Step step : evidence.steps()) {
            int index = step.header().index();
            if (!step.requested().isBy(terms.requester(), step.header().digest())) {
                return refuse(Reason.BAD_SIGNATURE, "request " + index + " is not signed by " + terms.requester());
            }
            if (!step.answered().isBy(terms.server(), step.answer().digest())) {
                return refuse(Reason.BAD_SIGNATURE, "answer " + index + " is not signed by " + terms.server());
            }
        }
        return Optional.empty();
    }

    private static Optional<Inadmissible> ofProvenance(
            ModelUnderTest model, ComparisonProfile profile, Evidence evidence) {
        if (profile.kind() != NumericProfile.Kind.EXACT) {
            Optional<String> choice = choice(evidence);
            if (choice.isPresent()) {
                return refuse(
                        Reason.BROKEN_PROVENANCE,
                        "the input could have been chosen to make honest noise large: " + choice.get());
            }
        }
        for (Evidence.Step step : evidence.steps()) {
            if (!comesFromWhereItSays(model, step)) {
                return refuse(
                        Reason.BROKEN_PROVENANCE,
                        "the input of step " + step.header().index() + " is not what its provenance gives");
            }
        }
        return Optional.empty();
    }

    /** What of the input somebody could have chosen; empty when nothing was left to choose. */
    private static Optional<String> choice(Evidence evidence) {
        SessionTerms terms = evidence.terms();
        if (evidence.steps().size() > 1) {
            return Optional.of("the tokens of step 1 are the requester's");
        }
        Optional<InputProvenance.Seeded> seed = evidence.seed();
        if (seed.isEmpty()) {
            return Optional.of("the tokens of step 0 are not drawn from a seed");
        }
        if (evidence.anchor()
                .filter(anchor -> anchor.holds(seed.get().salt(), terms))
                .isEmpty()) {
            return Optional.of("the node is not shown to have seen the commitment to the salt in the epoch before");
        }
        StepHeader header = evidence.steps().get(0).header();
        int due = seed.get().length(terms.server(), terms.counter());
        if (header.tokens() != due) {
            return Optional.of("the seed draws " + due + " tokens, not " + header.tokens());
        }
        RowEncoding encoding = evidence.announced().seededEncoding();
        return header.input().encoding() == encoding
                ? Optional.empty()
                : Optional.of("a seeded input of this node is in " + encoding + ", not in "
                        + header.input().encoding());
    }

    private static boolean comesFromWhereItSays(ModelUnderTest model, Evidence.Step step) {
        StepHeader header = step.header();
        if (step.provenance().content() instanceof InputProvenance.PreviousHop hop) {
            return header.terms().span().first() > 0 && hop.covers(header.input());
        }
        return derived(model, step)
                .map(rows -> rows.commitment(header.terms().hiddenSize()))
                .equals(Optional.of(header.input()));
    }

    /** The input that follows from tokens alone; empty when it does not, or nothing can be computed from them. */
    static Optional<Rows> derived(ModelUnderTest model, Evidence.Step step) {
        StepHeader header = step.header();
        int blocks = header.terms().span().first();
        if (blocks == 0) {
            return embedding(model, step);
        }
        if (!(step.provenance().content() instanceof InputProvenance.Seeded)) {
            return Optional.empty();
        }
        try {
            return tokens(model, step)
                    .map(ids -> model.span(BlockSpan.between(0, blocks))
                            .open()
                            .forward(model.embed(ids.toArray()), header.tokens()))
                    .map(boundaries -> Rows.of(header.input().encoding(), boundaries[boundaries.length - 1]));
        } catch (IllegalArgumentException beyondContext) {
            return Optional.empty();
        }
    }

    /** The input that token ids give; empty when they are not of this step, or not of the vocabulary. */
    static Optional<Rows> embedding(ModelUnderTest model, Evidence.Step step) {
        StepHeader header = step.header();
        Optional<InputProvenance.TokenIds> tokens = tokens(model, step);
        if (tokens.isEmpty() || tokens.get().ids().size() != header.tokens()) {
            return Optional.empty();
        }
        try {
            float[] values = model.embed(tokens.get().toArray());
            return Optional.of(Rows.of(header.input().encoding(), values));
        } catch (IllegalArgumentException outsideVocabulary) {
            return Optional.empty();
        }
    }

    private static Optional<InputProvenance.TokenIds> tokens(ModelUnderTest model, Evidence.Step step) {
        StepHeader header = step.header();
        InputProvenance content = step.provenance().content();
        if (content instanceof InputProvenance.Seeded seeded && header.index() == 0) {
            return Optional.of(seeded.tokens(
                    header.terms().server(), header.terms().counter(), model.vocabularySize(), header.tokens()));
        }
        return content instanceof InputProvenance.TokenIds ids ? Optional.of(ids) : Optional.empty();
    }

    /** Whether the input of the checked blocks is of ordinary size. */
    static Optional<Inadmissible> ofInput(ComparisonProfile profile, StepHeader header, float[] input) {
        double rms = InputNorm.greatestRms(input, header.terms().hiddenSize());
        return rms <= profile.maxInputRms()
                ? Optional.empty()
                : refuse(
                        Reason.OUTSIDE_ENVELOPE,
                        "an input row of step " + header.index() + " has a root mean square of " + rms + ", profile '"
                                + profile.name() + "' was calibrated up to " + profile.maxInputRms());
    }

    static Optional<Inadmissible> refuse(Reason reason, String detail) {
        return Optional.of(new Inadmissible(reason, detail));
    }
}
