package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.DeviationScale;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.LogScale;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.compare.Thresholds;
import io.subnetvalidator.proofs.compare.TokenBand;
import io.subnetvalidator.proofs.compare.Whitening;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.BoundaryTree;
import io.subnetvalidator.proofs.transcript.CommittedRows;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.OpenedRows;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.OpeningSeal;
import io.subnetvalidator.proofs.transcript.PeerSignature;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.StepHeader;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import io.subnetvalidator.proofs.verdict.Verdict.Fault;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything an author, a requester or a node can try, each refused for the right reason. */
class ResistanceTest {

    private static final int[] PROMPT = {3, 1, 4, 1, 5};
    private static final int[] NEXT = {2};

    private final FakeModel model = new FakeModel(1);
    private final Scene scene = new Scene(model, new BlockSpan(1, 3), Scene.EXACT);
    private final ProofVerifier verifier = ProofVerifier.of(model);
    private final Scene.Served honest = scene.serve(scene.honest(), PROMPT, NEXT);
    private final Scene.Served faulty =
            scene.serve(new FakeModel(2).span(scene.span).open()::forward, PROMPT, NEXT);

    /** A profile so strict that any deviation is a fault; only what it admits matters here. */
    private final ComparisonProfile strict = new ComparisonProfile(
            "strict-test",
            NumericProfile.Kind.STRICT,
            NumericProfile.RoundingPoints.UNDECLARED,
            Optional.of(model.root()),
            0,
            Whitening.scalar(0x1p-8),
            List.of(new TokenBand(
                    1,
                    64,
                    new Thresholds(1e-3, 1e-3, 1e-3),
                    new DeviationScale(new LogScale(0, 1), new LogScale(0, 1), new LogScale(0, 1), 0))),
            Guarantee.DEFAULT,
            SequentialPlan.DEFAULT,
            100);

    @Test
    void a_step_whose_boundaries_no_node_could_commit_to_is_refused_and_stops_no_verifier() {
        ModelUnderTest wide = new WideModel();
        NumericProfile rounded = new NumericProfile(
                NumericProfile.Kind.EXACT, NumericProfile.NumberFormat.BF16, NumericProfile.NumberFormat.BF16);
        Scene longest = new Scene(wide, new BlockSpan(0, 2), rounded);
        int[] ids = new int[TranscriptLimits.MAX_TOKENS];
        Rows input = Rows.of(RowEncoding.BF16, wide.embed(ids));
        Scene.Asked asked = Scene.asked(longest.terms(), InputProvenance.TokenIds.of(ids), input, ids.length);
        StepHeader header = asked.request().header();
        AnswerCommitment answer = new AnswerCommitment(header.digest(), Blake2b.domainHash("test"), header.input());
        Evidence.Step step = new Evidence.Step(
                header,
                asked.signed().signature(),
                asked.provenance(),
                answer,
                PeerSignature.sign(answer.digest(), Scene.NODE),
                Optional.empty(),
                Optional.empty());

        Verdict verdict = Verdicts.judge(
                wide,
                ComparisonProfile.EXACT,
                new Evidence(longest.announcement, List.of(step), List.of(), Optional.empty(), Optional.empty()));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Inadmissible.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_LONG));
    }

    @Test
    void a_node_that_opens_more_than_a_proof_can_show_is_left_to_the_check_of_its_whole_span() {
        Beacon beacon = faulty.drawing(1);
        float[][] junk = new float[scene.span.count()][60_000 * FakeModel.HIDDEN];
        BoundaryTree endless = BoundaryTree.over(junk, 60_000, FakeModel.HIDDEN, RowEncoding.F32);
        List<BoundaryTree> trees = List.of(endless, endless);
        Opening opening = Opening.of(faulty.transcript().answers(), trees, scene.span.count(), beacon, Scene.NODE);

        assertThat(ContradictoryOpening.in(faulty.announcement(), faulty.transcript(), opening))
                .isEmpty();
        Evidence opened = Evidence.opened(faulty.announcement(), faulty.transcript(), opening, Optional.empty());
        assertThat(Verdicts.judge(model, ComparisonProfile.EXACT, opened))
                .isInstanceOfSatisfying(
                        Inadmissible.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.OTHER_ROWS));
        assertThat(scene.judge(faulty)).isInstanceOf(Fault.class);
    }

    /** A model wide enough for the largest step; its blocks add nothing. */
    private static final class WideModel implements ModelUnderTest {

        private static final int HIDDEN = 1024;

        @Override
        public Hash256 root() {
            return Blake2b.domainHash("test/wide-model");
        }

        @Override
        public int blocks() {
            return 2;
        }

        @Override
        public int hiddenSize() {
            return HIDDEN;
        }

        @Override
        public int vocabularySize() {
            return 1;
        }

        @Override
        public SpanComputation span(BlockSpan span) {
            return new SpanComputation() {
                @Override
                public BlockSpan span() {
                    return span;
                }

                @Override
                public int hiddenSize() {
                    return HIDDEN;
                }

                @Override
                public SpanSession open() {
                    return new SpanSession() {
                        @Override
                        public int position() {
                            return 0;
                        }

                        @Override
                        public float[][] forward(float[] input, int tokens) {
                            return new float[][] {input, input};
                        }
                    };
                }
            };
        }

        @Override
        public float[] embed(int[] ids) {
            return new float[ids.length * HIDDEN];
        }
    }

    @Test
    void an_answer_forged_with_another_key_is_invalid() {
        HopTranscript.Step step = first(honest);
        HopTranscript.Step cheated = first(faulty);
        PeerSignature forged =
                PeerSignature.sign(cheated.answer().answer().commitment().digest(), Scene.VALIDATOR);

        Evidence evidence = withFirst(
                faulty.whole(),
                of -> new Evidence.Step(
                        of.header(), of.requested(), of.provenance(), of.answer(), forged, of.input(), of.output()));
        refused(evidence, Reason.BAD_SIGNATURE, ProofCheck.Invalid.class);
        PeerSignature copied = step.answer().signature();
        refused(
                withFirst(
                        faulty.whole(),
                        of -> new Evidence.Step(
                                of.header(),
                                of.requested(),
                                of.provenance(),
                                of.answer(),
                                copied,
                                of.input(),
                                of.output())),
                Reason.BAD_SIGNATURE,
                ProofCheck.Invalid.class);
    }

    @Test
    void the_answer_of_another_node_is_not_held_against_this_one() {
        PeerKey other = Scene.key(8);
        Evidence evidence = withFirst(
                faulty.whole(),
                of -> new Evidence.Step(
                        of.header(),
                        of.requested(),
                        of.provenance(),
                        of.answer(),
                        PeerSignature.sign(of.answer().digest(), other),
                        of.input(),
                        of.output()));

        refused(evidence, Reason.BAD_SIGNATURE, ProofCheck.Invalid.class);
    }

    @TestFactory
    Stream<DynamicTest> terms_changed_behind_the_answer_do_not_stand_under_it() {
        SessionTerms good = scene.terms();
        return Stream.of(
                        terms(good, Blake2b.domainHash("x"), good.subnet(), good.epoch(), 0),
                        terms(good, good.genesis(), SubnetId.of(1), good.epoch(), 0),
                        terms(good, good.genesis(), good.subnet(), Epoch.of(43), 0),
                        terms(good, good.genesis(), good.subnet(), good.epoch(), 1))
                .map(other -> DynamicTest.dynamicTest(other.toString(), () -> {
                    Evidence evidence = moved(faulty.transcript(), other);
                    Verdict verdict = Verdicts.judge(model, ComparisonProfile.EXACT, evidence);
                    assertThat(reason(verdict)).isIn(Reason.ANOTHER_ANNOUNCEMENT, Reason.BAD_SIGNATURE);
                    assertThat(verifier.verify(Lies.claim(evidence, invented(0))))
                            .isNotInstanceOf(ProofCheck.Valid.class);
                }));
    }

    @Test
    void a_true_proof_of_another_chain_subnet_or_epoch_is_inadmissible_here() {
        FaultProof proof = scene.prove(faulty.whole());
        for (ProofScope elsewhere : List.of(
                ProofScope.of(Blake2b.domainHash("x"), Scene.SUBNET, Scene.EPOCH),
                ProofScope.of(Scene.GENESIS, SubnetId.of(5), Scene.EPOCH),
                ProofScope.of(Scene.GENESIS, Scene.SUBNET, Scene.EPOCH.next()))) {
            assertThat(new ProofVerifier(KnownProfiles.builtIn(), Optional.of(model), elsewhere).verify(proof))
                    .isInstanceOf(ProofCheck.Inadmissible.class);
        }
    }

    @Test
    void an_announcement_that_the_session_does_not_rely_on_is_inadmissible() {
        for (SignedAnnouncement other : List.of(
                scene.announce(NumericProfile.exact(NumericProfile.NumberFormat.F32), Epoch.of(40)),
                scene.announce(Scene.EXACT, Epoch.of(41)),
                scene.announce(Scene.EXACT, Epoch.of(40), Optional.empty()))) {
            refused(
                    Evidence.wholeSpan(other, faulty.transcript(), Optional.empty()),
                    Reason.ANOTHER_ANNOUNCEMENT,
                    ProofCheck.Inadmissible.class);
        }
    }

    @Test
    void a_profile_that_does_not_judge_what_the_node_declared_is_inadmissible() {
        assertThat(reason(Verdicts.judge(model, strict, faulty.whole()))).isEqualTo(Reason.UNFIT_PROFILE);
        Scene declaredStrict = new Scene(model, new BlockSpan(1, 3), Scene.STRICT);
        Scene.Served served =
                declaredStrict.serve(new FakeModel(2).span(scene.span).open()::forward, RowEncoding.BF16, PROMPT);
        assertThat(reason(declaredStrict.judge(served))).isEqualTo(Reason.UNFIT_PROFILE);
        assertThat(verifier.verify(Lies.claim(served.whole(), invented(0))))
                .isInstanceOf(ProofCheck.Inadmissible.class);
    }

    @Test
    void an_input_crafted_to_overflow_an_honest_node_is_inadmissible() {
        for (float value : new float[] {Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN}) {
            float[] crafted = new float[PROMPT.length * FakeModel.HIDDEN];
            Arrays.fill(crafted, value);
            Rows input = Rows.of(RowEncoding.F32, crafted);
            Scene.Asked asked = Scene.asked(scene.terms(), scene.signedByNodeBefore(input), input, PROMPT.length);
            Scene.Served served = scene.serve(List.of(asked), scene.honest(), RowEncoding.F32);
            refused(served.whole(), Reason.OUTSIDE_ENVELOPE, ProofCheck.Inadmissible.class);
        }
    }

    @Test
    void an_input_of_a_tolerant_node_beyond_what_was_calibrated_is_inadmissible() {
        Scene tolerant = new Scene(model, new BlockSpan(1, 3), Scene.STRICT);
        float[] loud = filled(PROMPT.length * FakeModel.HIDDEN, 101);
        Rows input = Rows.of(RowEncoding.BF16, loud);
        Scene.Asked asked = Scene.asked(tolerant.terms(), tolerant.signedByNodeBefore(input), input, PROMPT.length);
        Scene.Served crafted = tolerant.serve(List.of(asked), tolerant.honest(), RowEncoding.BF16);
        Scene.Served opened = tolerant.drawn(
                0, (rows, tokens) -> new float[][] {filled(rows.length, 101), rows, rows}, RowEncoding.BF16);
        SaltAnchor anchor = tolerant.anchor(Scene.SALT);

        assertThat(reason(Verdicts.judge(model, strict, crafted.whole(anchor)))).isEqualTo(Reason.BROKEN_PROVENANCE);
        assertThat(reason(Verdicts.judge(model, strict, opened.opened(1, anchor))))
                .isEqualTo(Reason.OUTSIDE_ENVELOPE);
    }

    @Test
    void a_node_that_opens_values_that_are_no_numbers_is_convicted_by_one_session() {
        Scene tolerant = new Scene(model, new BlockSpan(1, 3), Scene.STRICT);
        SaltAnchor anchor = tolerant.anchor(Scene.SALT);
        ProofVerifier accepting =
                new ProofVerifier(KnownProfiles.builtIn().with(strict), Optional.of(model), ProofScope.ANYWHERE);
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            Cheat.Serving honestly = tolerant.honest();
            Cheat.Serving hiding = (rows, tokens) -> {
                float[][] boundaries = honestly.forward(rows, tokens);
                boundaries[0][3 * FakeModel.HIDDEN + 5] = value;
                return boundaries;
            };
            Evidence evidence = tolerant.drawn(0, hiding, RowEncoding.BF16).opened(1, anchor);
            Verdict verdict = Verdicts.judge(model, strict, evidence);

            assertThat(verdict).isInstanceOfSatisfying(Fault.class, fault -> {
                assertThat(fault.kind()).isEqualTo(FaultKind.OUTPUT_NOT_FINITE);
                assertThat(fault.row()).isEqualTo(3);
            });
            FaultProof proof = FaultProof.of(model, strict, evidence, (Fault) verdict, Scene.VALIDATOR);
            assertThat(accepting.verify(proof.toBytes())).isEqualTo(new ProofCheck.Valid(proof));
            assertThat(proof.charge().assumptions()).hasAtLeastOneElementOfType(Assumption.FirstBlock.class);
        }
    }

    @Test
    void a_session_that_would_keep_verifiers_busy_is_inadmissible_before_anything_is_computed() {
        ModelUnderTest endless = new WideModel();
        Scene busy = new Scene(endless, new BlockSpan(0, 2), Scene.EXACT);
        int[] ids = new int[2048];
        int steps = (int) (ComputeBudget.MAX_ROWS / (2L * ids.length)) + 1;
        List<Scene.Asked> asked = new ArrayList<>();
        Rows rows = Rows.of(RowEncoding.F32, endless.embed(ids));
        for (int i = 0; i < steps; i++) {
            InputProvenance tokens = InputProvenance.TokenIds.of(ids);
            asked.add(
                    asked.isEmpty()
                            ? Scene.asked(busy.terms(), tokens, rows, ids.length)
                            : Scene.asked(asked.get(i - 1), tokens, rows, ids.length));
        }
        List<Evidence.Step> bare = new ArrayList<>();
        for (Scene.Asked one : asked) {
            StepHeader header = one.request().header();
            AnswerCommitment answer = new AnswerCommitment(header.digest(), Blake2b.domainHash("test"), header.input());
            bare.add(new Evidence.Step(
                    header,
                    one.signed().signature(),
                    one.provenance(),
                    answer,
                    PeerSignature.sign(answer.digest(), Scene.NODE),
                    Optional.empty(),
                    Optional.empty()));
        }
        Evidence evidence = new Evidence(busy.announcement, bare, List.of(), Optional.empty(), Optional.empty());
        Evidence shorter = evidence.prefix(steps - 1);

        assertThat(reason(Verdicts.judge(endless, ComparisonProfile.EXACT, evidence)))
                .isEqualTo(Reason.TOO_COSTLY);
        assertThat(Verdicts.judge(endless, ComparisonProfile.EXACT, shorter)).isNotInstanceOf(Inadmissible.class);
    }

    @Test
    void a_tolerant_node_is_judged_on_prompts_that_nobody_could_choose() {
        Scene tolerant = new Scene(model, new BlockSpan(0, 3), Scene.STRICT);
        Cheat.Serving cheat = Cheat.zeros(tolerant.honest());
        Scene.Served chosen = tolerant.serve(cheat, RowEncoding.BF16, PROMPT);
        Scene.Served seeded = tolerant.serve(tolerant.drawn(tolerant.terms()), cheat, RowEncoding.BF16);
        SaltAnchor anchor = tolerant.anchor(Scene.SALT);

        assertThat(reason(Verdicts.judge(model, strict, chosen.whole()))).isEqualTo(Reason.BROKEN_PROVENANCE);
        assertThat(reason(Verdicts.judge(model, strict, anchored(seeded, Optional.empty()))))
                .isEqualTo(Reason.BROKEN_PROVENANCE);
        assertThat(Verdicts.judge(model, strict, anchored(seeded, Optional.of(anchor))))
                .isInstanceOf(Fault.class);
        for (SaltAnchor other : List.of(
                tolerant.anchor(Blake2b.domainHash("test/other-salt")),
                new SaltAnchor(anchor.terms(), 1, anchor.body(), anchor.answer(), anchor.signature()),
                new SaltAnchor(
                        tolerant.terms(Scene.EPOCH, 9, 0, SaltAnchor.commitment(Scene.SALT)),
                        anchor.index(),
                        anchor.body(),
                        anchor.answer(),
                        anchor.signature()),
                new SaltAnchor(
                        anchor.terms(),
                        anchor.index(),
                        anchor.body(),
                        anchor.answer(),
                        PeerSignature.sign(anchor.answer().digest(), Scene.VALIDATOR)))) {
            assertThat(reason(Verdicts.judge(model, strict, anchored(seeded, Optional.of(other)))))
                    .isEqualTo(Reason.BROKEN_PROVENANCE);
        }
    }

    @Test
    void a_block_that_the_beacon_does_not_draw_is_not_judged() {
        for (int block = 0; block < 3; block++) {
            Evidence drawn = faulty.opened(block);
            OpeningSeal seal = drawn.opening().orElseThrow();
            int other = 0;
            while (seal.beacon().equals(Scene.beacon(other))) {
                other++;
            }
            Beacon late = Scene.beacon(other);
            refused(
                    sealed(drawn, new OpeningSeal(late, seal.content(), seal.signature())),
                    Reason.ANOTHER_CHALLENGE,
                    ProofCheck.Invalid.class);
            refused(
                    sealed(
                            drawn,
                            new OpeningSeal(
                                    late,
                                    seal.content(),
                                    PeerSignature.sign(Blake2b.domainHash("x"), Scene.VALIDATOR))),
                    Reason.ANOTHER_CHALLENGE,
                    ProofCheck.Invalid.class);
        }
    }

    @Test
    void an_opening_of_a_longer_or_shorter_session_does_not_open_this_one() {
        Scene.Served shorter = new Scene.Served(
                faulty.announcement(),
                faulty.transcript().prefix(1),
                faulty.trees().subList(0, 1));
        Opening ofShorter = shorter.opening(Scene.beacon(3));
        Evidence longer = faulty.opened(1);
        refused(sealed(longer, ofShorter.seal()), Reason.ANOTHER_CHALLENGE, ProofCheck.Invalid.class);
        FaultProof proof = scene.prove(longer);
        Evidence least = ((WrongComputation) proof.charge()).evidence();
        assertThat(least.later()).hasSize(1);
        Evidence without =
                new Evidence(least.announcement(), least.steps(), List.of(), least.opening(), least.anchor());
        Evidence invented = new Evidence(
                least.announcement(), least.steps(), List.of(Blake2b.domainHash("x")), least.opening(), least.anchor());
        for (Evidence other : List.of(without, invented)) {
            assertThat(Verdicts.judge(model, ComparisonProfile.EXACT, other)).isNotInstanceOf(Fault.class);
        }
    }

    @Test
    void rows_that_were_not_committed_to_are_invalid() {
        for (Evidence evidence : List.of(honest.whole(), honest.opened(0), honest.opened(1), honest.opened(2))) {
            refused(
                    withFirst(
                            evidence,
                            step -> step.withRows(step.input(), step.output().map(ResistanceTest::spoiled))),
                    Reason.OTHER_ROWS,
                    ProofCheck.Invalid.class);
            refused(
                    withFirst(
                            evidence, step -> step.withRows(step.input().map(ResistanceTest::spoiled), step.output())),
                    Reason.OTHER_ROWS,
                    ProofCheck.Invalid.class);
        }
    }

    @Test
    void a_row_shown_as_another_row_or_of_another_boundary_is_invalid() {
        Evidence evidence = honest.opened(1);
        Evidence.Step step = evidence.steps().get(0);
        CommittedRows committed = evidence.committedOutput(step, evidence.checked());
        OpenedRows row = committed.narrowed(step.output().orElseThrow(), 2, 3);
        OpenedRows shifted = new OpenedRows(1, row.rows(), row.path());

        refused(
                withFirst(evidence, of -> of.withRows(of.input(), Optional.of(shifted))),
                Reason.OTHER_ROWS,
                ProofCheck.Invalid.class);
        refused(
                withFirst(evidence, of -> of.withRows(of.output(), of.input())),
                Reason.OTHER_ROWS,
                ProofCheck.Invalid.class);
    }

    @Test
    void too_few_rows_and_more_than_are_needed_decide_nothing() {
        Evidence least = ((WrongComputation) scene.prove(faulty.whole()).charge()).evidence();
        refused(
                withFirst(least, step -> step.withRows(Optional.empty(), step.output())),
                Reason.ROWS_MISSING,
                ProofCheck.Inadmissible.class);
        refused(
                withFirst(
                        least,
                        step -> step.withRows(
                                Optional.of(first(faulty)
                                        .request()
                                        .request()
                                        .input()
                                        .opened()),
                                step.output())),
                Reason.ROWS_MISSING,
                ProofCheck.Inadmissible.class);
        Scene head = new Scene(model, new BlockSpan(0, 2), Scene.EXACT);
        Scene.Served served = head.serve(Cheat.zeros(head.honest()), PROMPT);
        Evidence atHead = withFirst(
                served.whole(),
                step -> step.withRows(
                        Optional.of(first(served).request().request().input().opened()), step.output()));
        assertThat(reason(Verdicts.judge(model, ComparisonProfile.EXACT, atHead)))
                .isEqualTo(Reason.ROWS_MISSING);
    }

    @Test
    void another_checkpoint_at_hand_decides_nothing() {
        assertThat(ProofVerifier.of(new FakeModel(2)).verify(scene.prove(faulty.whole())))
                .isInstanceOf(ProofCheck.Undecidable.class);
    }

    @Test
    void figures_that_are_not_those_of_the_verdict_make_a_true_charge_invalid() {
        WrongComputation charge =
                (WrongComputation) scene.prove(faulty.opened(1)).charge();
        Fault claim = charge.claim();
        Statistics figures = claim.statistics();
        for (Fault other : List.of(
                new Fault(claim.step(), claim.row(), FaultKind.OUTPUT_NOT_FINITE, figures, claim.referenceDigest()),
                new Fault(claim.step(), claim.row() + 1, claim.kind(), figures, claim.referenceDigest()),
                new Fault(
                        claim.step(),
                        claim.row(),
                        claim.kind(),
                        new Statistics(Math.nextUp(figures.meanEnergy()), figures.worstToken(), figures.worstElement()),
                        claim.referenceDigest()),
                new Fault(
                        claim.step(),
                        claim.row(),
                        claim.kind(),
                        new Statistics(figures.meanEnergy(), Double.NaN, figures.worstElement()),
                        claim.referenceDigest()),
                new Fault(claim.step(), claim.row(), claim.kind(), figures, Hash256.of(new byte[32])))) {
            assertThat(verifier.verify(Lies.claim(charge.evidence(), other))).isInstanceOf(ProofCheck.Invalid.class);
        }
        assertThat(verifier.verify(Lies.claim(charge.evidence(), claim))).isInstanceOf(ProofCheck.Valid.class);
    }

    @Test
    void a_proof_under_another_authors_name_is_invalid() {
        FaultProof proof = scene.prove(faulty.whole());

        assertThat(verifier.verify(new FaultProof(proof.charge(), Scene.NODE.peerId(), proof.signature())))
                .isInstanceOf(ProofCheck.Invalid.class);
    }

    @Test
    void an_honest_opening_contradicts_nothing_whatever_part_of_it_is_shown() {
        Opening opening = honest.opening(honest.drawing(1));
        HopTranscript.Step step = first(honest);
        for (int part = 0; part < 2; part++) {
            for (Opening.Side side : Opening.Side.values()) {
                FaultProof framing = FaultProof.sign(
                        new ContradictoryOpening(
                                scene.announcement,
                                step.request().request().header(),
                                step.answer().answer().commitment(),
                                honest.transcript().answers(),
                                opening.seal(),
                                opening.part(part, side)),
                        Scene.VALIDATOR);
                assertThat(verifier.verify(framing)).isInstanceOf(ProofCheck.Invalid.class);
            }
        }
    }

    private void refused(Evidence evidence, Reason reason, Class<? extends ProofCheck> check) {
        assertThat(reason(Verdicts.judge(model, ComparisonProfile.EXACT, evidence)))
                .isEqualTo(reason);
        assertThat(verifier.verify(
                        Lies.claim(evidence, invented(evidence.steps().size() - 1))))
                .isInstanceOf(check);
    }

    private static Fault invented(int step) {
        return new Fault(step, 0, FaultKind.OUTPUT_BITS, new Statistics(9, 9, 9), Hash256.of(new byte[32]));
    }

    private static Evidence withFirst(Evidence evidence, UnaryOperator<Evidence.Step> change) {
        List<Evidence.Step> steps = new ArrayList<>(evidence.steps());
        steps.set(0, change.apply(steps.get(0)));
        return new Evidence(evidence.announcement(), steps, evidence.later(), evidence.opening(), evidence.anchor());
    }

    private static Evidence sealed(Evidence evidence, OpeningSeal seal) {
        return new Evidence(
                evidence.announcement(), evidence.steps(), evidence.later(), Optional.of(seal), evidence.anchor());
    }

    private static Evidence anchored(Scene.Served served, Optional<SaltAnchor> anchor) {
        return Evidence.wholeSpan(served.announcement(), served.transcript(), anchor);
    }

    /** The first step under other terms, signed again by the requester, beside what the node had signed. */
    private Evidence moved(HopTranscript session, SessionTerms terms) {
        HopTranscript.Step step = session.steps().get(0);
        StepRequest request = step.request().request();
        StepHeader header = StepHeader.first(
                terms,
                request.tokens(),
                request.header().provenance(),
                request.header().input());
        return new Evidence(
                scene.announcement,
                List.of(new Evidence.Step(
                        header,
                        PeerSignature.sign(header.digest(), Scene.VALIDATOR),
                        step.provenance(),
                        new AnswerCommitment(
                                header.digest(),
                                step.answer().answer().commitment().boundaryRoot(),
                                step.answer().answer().commitment().output()),
                        step.answer().signature(),
                        Optional.of(request.input().opened()),
                        Optional.of(step.answer().answer().output().opened()))),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static SessionTerms terms(SessionTerms good, Hash256 genesis, SubnetId subnet, Epoch epoch, int counter) {
        return new SessionTerms(
                genesis,
                subnet,
                epoch,
                good.session(),
                counter,
                good.requester(),
                good.server(),
                good.modelRoot(),
                good.span(),
                good.hiddenSize(),
                good.announcement(),
                good.saltCommitment());
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    private static OpenedRows spoiled(OpenedRows rows) {
        byte[] bytes = rows.rows().toBytes();
        bytes[bytes.length / 2] ^= 1;
        return new OpenedRows(rows.first(), Rows.ofBytes(rows.rows().encoding(), bytes), rows.path());
    }

    private static HopTranscript.Step first(Scene.Served served) {
        return served.transcript().steps().get(0);
    }

    private static Reason reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Inadmissible.class);
        return ((Inadmissible) verdict).reason();
    }
}
