package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.StepAnswer;
import io.subnetvalidator.proofs.transcript.StepRequest;
import io.subnetvalidator.proofs.verdict.Verdict.Fault;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VerdictTest {

    private static final int[] PROMPT = {3, 1, 4, 1, 5, 9};
    private static final int[] NEXT = {2};
    private static final int[] LAST = {6};

    private final FakeModel model = new FakeModel(1);
    private final Scene head = new Scene(model, new BlockSpan(0, 3), Scene.EXACT);
    private final Scene tail = new Scene(model, new BlockSpan(2, 2), Scene.EXACT);

    @Test
    void an_honest_session_is_ok_at_the_head_and_at_the_tail_of_the_model() {
        assertThat(head.judge(head.serve(head.honest(), PROMPT, NEXT, LAST))).isEqualTo(new Verdict.Ok(3));
        assertThat(tail.judge(tail.serve(tail.honest(), PROMPT, NEXT, LAST))).isEqualTo(new Verdict.Ok(3));
    }

    @TestFactory
    Stream<DynamicTest> every_planted_fault_is_found_where_it_is() {
        Map<String, Cheat.Serving> cheats = Map.of(
                "int8 weights",
                        new FakeModel(1, VerdictTest::int8).span(head.span).open()::forward,
                "another checkpoint", new FakeModel(2).span(head.span).open()::forward,
                "first block skipped", Cheat.skipBlock(model, head.span, 0),
                "last block skipped", Cheat.skipBlock(model, head.span, 2),
                "zeros", Cheat.zeros(head.honest()),
                "identity", Cheat.identity(head.honest()),
                "sign flip", Cheat.signFlip(head.honest()),
                "one biased element", Cheat.biasedElement(head.honest()),
                "forgotten context", (input, tokens) -> head.honest().forward(input, tokens),
                "replay", Cheat.replay(head.honest()));
        Map<String, Integer> laterStep = Map.of("forgotten context", 1, "replay", 2);
        return cheats.entrySet().stream()
                .map(cheat -> DynamicTest.dynamicTest(cheat.getKey(), () -> {
                    Verdict verdict = head.judge(head.serve(cheat.getValue(), PROMPT, NEXT, LAST));
                    assertThat(verdict).isInstanceOfSatisfying(Fault.class, fault -> {
                        assertThat(fault.kind()).isEqualTo(FaultKind.OUTPUT_BITS);
                        assertThat(fault.step()).isEqualTo(laterStep.getOrDefault(cheat.getKey(), 0));
                        assertThat(fault.statistics().meanEnergy()).isPositive();
                    });
                }));
    }

    @Test
    void one_flipped_last_bit_of_one_element_is_a_fault() {
        Cheat.Serving cheat = Cheat.output(
                head.honest(),
                (input, output) -> output[5] = Float.intBitsToFloat(Float.floatToIntBits(output[5]) ^ 1));

        assertThat(head.judge(head.serve(cheat, PROMPT))).isInstanceOf(Fault.class);
    }

    @Test
    void nan_is_a_fault_of_format() {
        assertThat(faultOf(head.serve(Cheat.notANumber(head.honest()), PROMPT))).isEqualTo(FaultKind.OUTPUT_NOT_FINITE);
    }

    @Test
    void a_row_too_few_and_a_byte_too_many_are_faults_of_size() {
        SignedStepRequest request = head.requests(head.terms(), PROMPT).get(0);
        StepAnswer honest =
                head.serve(head.honest(), PROMPT).steps().get(0).answer().answer();
        byte[] bytes = honest.output().toBytes();

        for (int size : new int[] {0, bytes.length - FakeModel.HIDDEN * 4, bytes.length - 1, bytes.length + 1}) {
            Rows output = Rows.ofBytes(RowEncoding.F32, Arrays.copyOf(bytes, size));
            assertThat(faultOf(
                            answered(request, new StepAnswer(honest.requestDigest(), honest.boundaryRoot(), output))))
                    .isEqualTo(FaultKind.OUTPUT_SIZE);
        }
    }

    @Test
    void bf16_that_was_not_declared_is_a_fault_and_declared_bf16_is_judged_after_rounding() {
        assertThat(faultOf(head.serve(head.honest(), RowEncoding.BF16, PROMPT))).isEqualTo(FaultKind.OUTPUT_ENCODING);

        Scene rounding = new Scene(
                model, head.span, new NumericProfile(NumericProfile.Kind.EXACT, NumberFormat.BF16, NumberFormat.BF16));
        assertThat(rounding.judge(rounding.serve(rounding.honest(), RowEncoding.BF16, PROMPT, NEXT)))
                .isEqualTo(new Verdict.Ok(2));
    }

    @Test
    void a_right_output_with_a_wrong_commitment_to_the_boundaries_is_a_fault() {
        HopTranscript.Step step = head.serve(head.honest(), PROMPT).steps().get(0);
        StepAnswer answer = step.answer().answer();
        StepAnswer lying = new StepAnswer(answer.requestDigest(), Blake2b.domainHash("test/other"), answer.output());

        assertThat(faultOf(answered(step.request(), lying))).isEqualTo(FaultKind.BOUNDARY_ROOT);
    }

    @Test
    void what_follows_a_fault_cannot_undo_it_and_a_cut_transcript_has_the_same_verdict() {
        HopTranscript cheated = head.serve(Cheat.zeros(head.honest()), PROMPT, NEXT, LAST);
        Verdict verdict = head.judge(cheated);

        assertThat(head.judge(cheated.prefix(1))).isEqualTo(verdict);
        List<HopTranscript.Step> spoiled = new ArrayList<>(cheated.steps());
        HopTranscript.Step last = spoiled.get(2);
        spoiled.set(
                2,
                new HopTranscript.Step(
                        last.request(), SignedStepAnswer.sign(last.answer().answer(), Scene.key(9))));
        assertThat(head.judge(new HopTranscript(spoiled))).isEqualTo(verdict);
    }

    @Test
    void forged_signatures_are_not_admitted() {
        HopTranscript honest = head.serve(head.honest(), PROMPT, NEXT);
        HopTranscript.Step step = honest.steps().get(0);
        SignedStepAnswer cheated =
                head.serve(Cheat.zeros(head.honest()), PROMPT).steps().get(0).answer();

        refused(
                Reason.BAD_SIGNATURE,
                new HopTranscript(List.of(new HopTranscript.Step(
                        step.request(), SignedStepAnswer.sign(cheated.answer(), Scene.VALIDATOR)))));
        refused(
                Reason.BAD_SIGNATURE,
                new HopTranscript(List.of(new HopTranscript.Step(
                        step.request(),
                        new SignedStepAnswer(cheated.answer(), step.answer().signature())))));
        refused(
                Reason.BAD_SIGNATURE,
                new HopTranscript(List.of(new HopTranscript.Step(
                        new SignedStepRequest(
                                step.request().request(), step.answer().signature()),
                        step.answer()))));
        SignedAnnouncement forged = new SignedAnnouncement(
                head.announcement.announcement(), step.answer().signature());
        assertThat(reason(Verdicts.judge(model, ComparisonProfile.EXACT, forged, honest)))
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void an_answer_to_another_request_is_not_held_against_the_node() {
        HopTranscript one = head.serve(head.honest(), PROMPT);
        HopTranscript other = head.serve(head.honest(), LAST);

        refused(
                Reason.ANOTHER_REQUEST,
                new HopTranscript(List.of(new HopTranscript.Step(
                        one.steps().get(0).request(), other.steps().get(0).answer()))));
    }

    @Test
    void steps_of_two_sessions_with_one_id_cannot_be_mixed_to_frame_a_node() {
        HopTranscript one = head.serve(head.honest(), PROMPT, NEXT);
        HopTranscript other = head.serve(head.honest(), new int[] {9, 9, 9, 9, 9, 9}, NEXT);

        Verdict verdict = head.judge(
                new HopTranscript(List.of(one.steps().get(0), other.steps().get(1))));

        assertThat(reason(verdict)).isEqualTo(Reason.OUT_OF_ORDER);
    }

    @Test
    void missing_repeated_and_exchanged_steps_are_not_admitted() {
        List<HopTranscript.Step> steps =
                head.serve(head.honest(), PROMPT, NEXT, LAST).steps();

        refused(Reason.OUT_OF_ORDER, new HopTranscript(steps.subList(1, 3)));
        refused(Reason.OUT_OF_ORDER, new HopTranscript(List.of(steps.get(0), steps.get(2))));
        refused(Reason.OUT_OF_ORDER, new HopTranscript(List.of(steps.get(0), steps.get(0))));
        refused(Reason.OUT_OF_ORDER, new HopTranscript(List.of(steps.get(0), steps.get(2), steps.get(1))));
    }

    @Test
    void a_session_on_other_terms_than_announced_is_not_admitted() {
        SessionTerms good = head.terms();
        List<SessionTerms> others = List.of(
                terms(good, Blake2b.domainHash("x"), good.subnet(), good.epoch(), good.modelRoot(), good.span()),
                terms(good, good.genesis(), SubnetId.of(1), good.epoch(), good.modelRoot(), good.span()),
                terms(good, good.genesis(), good.subnet(), Epoch.of(39), good.modelRoot(), good.span()),
                terms(good, good.genesis(), good.subnet(), good.epoch(), Blake2b.domainHash("x"), good.span()),
                terms(good, good.genesis(), good.subnet(), good.epoch(), good.modelRoot(), new BlockSpan(0, 2)));

        for (SessionTerms other : others) {
            refused(
                    Reason.ANOTHER_ANNOUNCEMENT,
                    Scene.serve(head.requests(other, PROMPT), Cheat.zeros(head.honest()), RowEncoding.F32));
        }
    }

    @Test
    void an_older_announcement_with_a_stricter_profile_cannot_be_put_in_place_of_the_current_one() {
        HopTranscript session = head.serve(head.honest(), PROMPT);
        SignedAnnouncement older = head.announce(NumericProfile.exact(NumberFormat.F32), Epoch.of(39));

        assertThat(reason(Verdicts.judge(model, ComparisonProfile.EXACT, older, session)))
                .isEqualTo(Reason.ANOTHER_ANNOUNCEMENT);
    }

    @Test
    void a_node_that_declared_another_class_is_not_judged_by_this_profile() {
        Scene wide = new Scene(
                model, head.span, new NumericProfile(NumericProfile.Kind.WIDE, NumberFormat.BF16, NumberFormat.BF16));

        assertThat(reason(wide.judge(wide.serve(Cheat.zeros(wide.honest()), PROMPT))))
                .isEqualTo(Reason.UNFIT_PROFILE);
    }

    @Test
    void another_model_at_hand_decides_nothing() {
        HopTranscript session = head.serve(head.honest(), PROMPT);

        assertThat(reason(Verdicts.judge(new FakeModel(2), ComparisonProfile.EXACT, head.announcement, session)))
                .isEqualTo(Reason.WRONG_MODEL);
        Scene beyond = new Scene(model, new BlockSpan(3, 9), Scene.EXACT);
        HopTranscript claimed =
                Scene.serve(tail.requests(beyond.terms(), PROMPT), Cheat.zeros(tail.honest()), RowEncoding.F32);
        assertThat(reason(beyond.judge(claimed))).isEqualTo(Reason.WRONG_MODEL);
    }

    @Test
    void inputs_without_provenance_are_not_admitted() {
        float[] crafted = new float[PROMPT.length * FakeModel.HIDDEN];
        crafted[0] = 1;
        InputProvenance tokens = InputProvenance.TokenIds.of(PROMPT);
        InputProvenance signed =
                tail.requests(tail.terms(), PROMPT).get(0).request().provenance();

        refused(Reason.BROKEN_PROVENANCE, withInput(head, tokens, crafted));
        refused(Reason.BROKEN_PROVENANCE, withInput(head, InputProvenance.TokenIds.of(3, 1), model.embed(PROMPT)));
        refused(
                Reason.BROKEN_PROVENANCE,
                withInput(head, InputProvenance.TokenIds.of(3, 1, 4, 1, 5, 99), model.embed(PROMPT)));
        refused(Reason.BROKEN_PROVENANCE, withInput(head, signed, model.embed(PROMPT)));
        assertThat(reason(tail.judge(withInput(tail, signed, crafted)))).isEqualTo(Reason.BROKEN_PROVENANCE);
        assertThat(reason(tail.judge(withInput(tail, tokens, model.embed(PROMPT)))))
                .isEqualTo(Reason.BROKEN_PROVENANCE);
    }

    @Test
    void an_input_that_the_node_before_signed_in_bf16_is_admitted_when_it_is_that_output_widened() {
        float[] output = model.span(new BlockSpan(0, 2)).open().forward(model.embed(PROMPT), PROMPT.length)[1];
        Rows rounded = Rows.of(RowEncoding.BF16, output);
        StepAnswer answer = new StepAnswer(Blake2b.domainHash("r"), Blake2b.domainHash("b"), rounded);
        InputProvenance hop = InputProvenance.PreviousHop.of(
                Scene.NODE_BEFORE.peerId(), SignedStepAnswer.sign(answer, Scene.NODE_BEFORE));

        assertThat(tail.judge(withInput(tail, hop, rounded.values()))).isEqualTo(new Verdict.Ok(1));
        assertThat(reason(tail.judge(withInput(tail, hop, output)))).isEqualTo(Reason.BROKEN_PROVENANCE);
    }

    @Test
    void inputs_that_are_not_finite_or_drive_the_reference_out_of_range_are_not_admitted() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
            float[] crafted = new float[PROMPT.length * FakeModel.HIDDEN];
            Arrays.fill(crafted, value);
            StepAnswer answer =
                    new StepAnswer(Blake2b.domainHash("r"), Blake2b.domainHash("b"), Rows.of(RowEncoding.F32, crafted));
            InputProvenance hop = InputProvenance.PreviousHop.of(
                    Scene.NODE_BEFORE.peerId(), SignedStepAnswer.sign(answer, Scene.NODE_BEFORE));
            HopTranscript transcript = Scene.serve(
                    List.of(signed(tail, hop, crafted)),
                    (input, tokens) -> new float[][] {input, input},
                    RowEncoding.F32);

            assertThat(reason(tail.judge(transcript))).isEqualTo(Reason.OUTSIDE_ENVELOPE);
        }
    }

    @Test
    void a_session_longer_than_the_context_is_not_admitted() {
        HopTranscript transcript =
                head.serve((input, tokens) -> new float[][] {input, input, input}, new int[FakeModel.CONTEXT + 1]);

        assertThat(reason(head.judge(transcript))).isEqualTo(Reason.TOO_LONG);
    }

    private static float[] int8(float[] row) {
        Cheat.int8(row);
        return row;
    }

    private static HopTranscript answered(SignedStepRequest request, StepAnswer answer) {
        return new HopTranscript(List.of(new HopTranscript.Step(request, SignedStepAnswer.sign(answer, Scene.NODE))));
    }

    private static SignedStepRequest signed(Scene scene, InputProvenance provenance, float[] input) {
        return SignedStepRequest.sign(
                StepRequest.first(scene.terms(), PROMPT.length, provenance, input), Scene.VALIDATOR);
    }

    private static HopTranscript withInput(Scene scene, InputProvenance provenance, float[] input) {
        return Scene.serve(List.of(signed(scene, provenance, input)), scene.honest(), RowEncoding.F32);
    }

    private static SessionTerms terms(
            SessionTerms good, Hash256 genesis, SubnetId subnet, Epoch epoch, Hash256 root, BlockSpan span) {
        return new SessionTerms(
                genesis,
                subnet,
                epoch,
                good.session(),
                good.requester(),
                good.server(),
                root,
                span,
                good.hiddenSize(),
                good.announcement());
    }

    private FaultKind faultOf(HopTranscript transcript) {
        Verdict verdict = head.judge(transcript);
        assertThat(verdict).isInstanceOf(Fault.class);
        return ((Fault) verdict).kind();
    }

    private void refused(Reason expected, HopTranscript transcript) {
        assertThat(reason(head.judge(transcript))).isEqualTo(expected);
    }

    private static Reason reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Inadmissible.class);
        return ((Inadmissible) verdict).reason();
    }
}
