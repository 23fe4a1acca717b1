package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Challenge;
import io.subnetvalidator.proofs.transcript.CommittedRows;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.OpenedRows;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.OpeningSeal;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SealedProvenance;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one session shows about the node that served it: the signed requests and answers from step 0 on, and of the rows before and
 * behind the checked blocks as many as the verdict needs.
 *
 * @param announcement what the node declared
 * @param steps in order, from step 0
 * @param later digests of the answers behind the last step shown; they enter the challenge, so only an opening needs them
 * @param opening present when one block of the span is checked, which the challenge names; else the whole span is
 * @param anchor shows that the requester had committed to the salt of a seeded prompt in time
 */
public record Evidence(
        SignedAnnouncement announcement,
        List<Step> steps,
        List<Hash256> later,
        Optional<OpeningSeal> opening,
        Optional<SaltAnchor> anchor) {

    /**
     * One step.
     *
     * @param input rows before the checked blocks, from row 0; empty when they follow from token ids
     * @param output rows behind the checked blocks; empty when nothing is compared in this step
     */
    public record Step(
            StepHeader header,
            PeerSignature requested,
            SealedProvenance provenance,
            AnswerCommitment answer,
            PeerSignature answered,
            Optional<OpenedRows> input,
            Optional<OpenedRows> output) {

        /** @throws IllegalArgumentException when the provenance or the answer belongs to another request */
        public Step {
            if (!provenance.digest().equals(header.provenance())) {
                throw new IllegalArgumentException("step " + header.index() + " names another provenance");
            }
            if (!answer.requestDigest().equals(header.digest())) {
                throw new IllegalArgumentException(
                        "the answer beside step " + header.index() + " is to another request");
            }
        }

        Step withRows(Optional<OpenedRows> newInput, Optional<OpenedRows> newOutput) {
            return new Step(header, requested, provenance, answer, answered, newInput, newOutput);
        }
    }

    /** @throws IllegalArgumentException when the steps are not one session in order, or answers are named that count for nothing */
    public Evidence {
        steps = List.copyOf(steps);
        later = List.copyOf(later);
        if (steps.isEmpty() || steps.size() + later.size() > TranscriptLimits.MAX_STEPS) {
            throw new IllegalArgumentException("evidence has 1 to " + TranscriptLimits.MAX_STEPS + " steps");
        }
        if (steps.get(0).header().index() != 0) {
            throw new IllegalArgumentException("evidence starts at step 0");
        }
        for (int i = 1; i < steps.size(); i++) {
            Optional<String> violation =
                    steps.get(i).header().violationAfter(steps.get(i - 1).header());
            if (violation.isPresent()) {
                throw new IllegalArgumentException(violation.get());
            }
        }
        if (opening.isEmpty() && !later.isEmpty()) {
            throw new IllegalArgumentException("later answers enter a challenge only, and there is none");
        }
        if (opening.isPresent() && announcement.announcement().boundaries().isEmpty()) {
            throw new IllegalArgumentException("a node that commits to no boundaries opens none");
        }
    }

    /** Everything of a session, to check the node's whole span. */
    public static Evidence wholeSpan(
            SignedAnnouncement announcement, HopTranscript session, Optional<SaltAnchor> anchor) {
        return of(announcement, session, Optional.empty(), anchor, List.of());
    }

    /**
     * Everything of a session, to check the block that was opened.
     *
     * @throws IllegalArgumentException when the opening has another number of steps
     */
    public static Evidence opened(
            SignedAnnouncement announcement, HopTranscript session, Opening opening, Optional<SaltAnchor> anchor) {
        if (opening.steps().size() != session.steps().size()) {
            throw new IllegalArgumentException(
                    "the opening has " + opening.steps().size() + " steps, the session "
                            + session.steps().size());
        }
        return of(announcement, session, Optional.of(opening.seal()), anchor, opening.steps());
    }

    private static Evidence of(
            SignedAnnouncement announcement,
            HopTranscript session,
            Optional<OpeningSeal> seal,
            Optional<SaltAnchor> anchor,
            List<Opening.Step> opened) {
        List<Step> steps = new ArrayList<>();
        for (HopTranscript.Step step : session.steps()) {
            steps.add(new Step(
                    step.request().request().header(),
                    step.request().signature(),
                    step.provenance(),
                    step.answer().answer().commitment(),
                    step.answer().signature(),
                    Optional.empty(),
                    Optional.empty()));
        }
        Evidence bare = new Evidence(announcement, steps, List.of(), seal, anchor);
        BlockSpan span = bare.terms().span();
        BlockSpan checked = bare.checked();
        for (int i = 0; i < steps.size(); i++) {
            HopTranscript.Step step = session.steps().get(i);
            Optional<OpenedRows> input = checked.first() > span.first()
                    ? opened.get(i).before()
                    : Optional.of(step.request().request().input().opened());
            Optional<OpenedRows> output = checked.end() < span.end()
                    ? opened.get(i).behind()
                    : Optional.of(step.answer().answer().output().opened());
            steps.set(i, steps.get(i).withRows(checked.first() == 0 ? Optional.empty() : input, output));
        }
        return new Evidence(announcement, steps, List.of(), seal, anchor);
    }

    /** The terms that all steps share. */
    public SessionTerms terms() {
        return steps.get(0).header().terms();
    }

    SpanAnnouncement announced() {
        return announcement.announcement();
    }

    /** Names the session by everything the node signed in it. */
    public Hash256 session() {
        List<Hash256> answers = new ArrayList<>(
                steps.stream().map(step -> step.answer().digest()).toList());
        answers.addAll(later);
        return Challenge.session(answers);
    }

    /** The blocks that are computed again. */
    public BlockSpan checked() {
        BlockSpan span = terms().span();
        return opening.map(seal ->
                        new BlockSpan(span.first() + Challenge.block(session(), seal.beacon(), span.count()), 1))
                .orElse(span);
    }

    /** What the rows before the checked blocks are held against. */
    CommittedRows committedInput(Step step, BlockSpan checked) {
        BlockSpan span = terms().span();
        return checked.first() == span.first()
                ? CommittedRows.of(step.header().input())
                : boundary(step, checked.first() - span.first() - 1);
    }

    /** What the rows behind the checked blocks are held against. */
    CommittedRows committedOutput(Step step, BlockSpan checked) {
        BlockSpan span = terms().span();
        return checked.end() == span.end()
                ? CommittedRows.of(step.answer().output())
                : boundary(step, checked.end() - span.first() - 1);
    }

    private CommittedRows boundary(Step step, int boundary) {
        return CommittedRows.ofBoundary(
                step.answer().boundaryRoot(),
                boundaryEncoding(),
                terms().hiddenSize(),
                step.header().tokens(),
                boundary,
                terms().span().count() - 1);
    }

    private RowEncoding boundaryEncoding() {
        return announced().boundaries().orElseThrow();
    }

    /** The chain blocks on which it rests that nobody chose what is judged by a tolerance. */
    List<Assumption> assumedBlocks() {
        List<Assumption> blocks = new ArrayList<>();
        seed().ifPresent(seed -> blocks.add(new Assumption.FirstBlock(terms().epoch(), seed.beacon())));
        opening.ifPresent(seal -> blocks.add(new Assumption.OnChain(seal.beacon())));
        return blocks;
    }

    /** The seed of the input of step 0; empty when it is not drawn. */
    Optional<InputProvenance.Seeded> seed() {
        return steps.get(0).provenance().content() instanceof InputProvenance.Seeded seeded
                ? Optional.of(seeded)
                : Optional.empty();
    }

    /**
     * The least of this evidence that shows a fault: steps up to the faulty one, of it the rows up to the faulty one, and of what
     * the node put out that row alone.
     *
     * @param fault the verdict about this evidence
     * @throws IllegalArgumentException for a deviation that honest work shows too, of which one step shows no fault
     */
    Evidence shortened(Verdict.Fault fault) {
        BlockSpan checked = checked();
        List<Step> kept = new ArrayList<>();
        for (int i = 0; i < fault.step(); i++) {
            kept.add(steps.get(i).withRows(steps.get(i).input(), Optional.empty()));
        }
        Step last = steps.get(fault.step());
        int tokens = last.header().tokens();
        int row = fault.row();
        Optional<OpenedRows> output = switch (fault.kind()) {
            case BOUNDARY_ROOT, OUTPUT_SIZE, OUTPUT_ENCODING -> Optional.empty();
            case MEAN_ENERGY, WORST_TOKEN, WORST_ELEMENT ->
                throw new IllegalArgumentException("one step with " + fault.kind() + " convicts nobody");
            case OUTPUT_NOT_FINITE, OUTPUT_BITS ->
                isFiniteInput(last)
                        ? last.output()
                                .map(rows -> committedOutput(last, checked).narrowed(rows, row, row + 1))
                        : Optional.empty();
        };
        int inputs = output.isPresent() ? row + 1 : tokens;
        Optional<OpenedRows> input =
                last.input().map(rows -> committedInput(last, checked).narrowed(rows, 0, inputs));
        kept.add(last.withRows(input, output));
        return new Evidence(announcement, kept, behind(kept.size()), opening, anchor);
    }

    private static boolean isFiniteInput(Step step) {
        return step.input().map(shown -> shown.rows().isFinite()).orElse(true);
    }

    /** The first steps of this evidence, as they are. */
    Evidence prefix(int count) {
        return new Evidence(announcement, steps.subList(0, count), behind(count), opening, anchor);
    }

    /** Digests of the answers behind the first ones, where they enter a challenge. */
    private List<Hash256> behind(int count) {
        List<Hash256> behind = new ArrayList<>();
        if (opening.isPresent()) {
            IntStream.range(count, steps.size())
                    .forEach(i -> behind.add(steps.get(i).answer().digest()));
            behind.addAll(later);
        }
        return behind;
    }
}
