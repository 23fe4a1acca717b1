package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.transcript.AnswerCommitment;
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
import io.subnetvalidator.proofs.verdict.Verdict.Fault;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Scene.Asked request = head.requests(head.terms(), PROMPT).get(0);
        StepAnswer honest = first(head.serve(head.honest(), PROMPT)).answer().answer();
        byte[] bytes = honest.output().toBytes();

        for (int size : new int[] {0, bytes.length - FakeModel.HIDDEN * 4, bytes.length - 1, bytes.length + 1}) {
            Rows output = Rows.ofBytes(RowEncoding.F32, Arrays.copyOf(bytes, size));
            assertThat(faultOf(answered(request, honest.commitment().boundaryRoot(), output)))
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
        Scene.Asked request = head.requests(head.terms(), PROMPT).get(0);
        Rows output = first(head.serve(head.honest(), PROMPT)).answer().answer().output();

        assertThat(faultOf(answered(request, Blake2b.domainHash("test/other"), output)))
                .isEqualTo(FaultKind.BOUNDARY_ROOT);
    }

    @Test
    void every_block_that_can_be_challenged_is_ok_at_an_honest_node() {
        Scene.Served atHead = head.serve(head.honest(), PROMPT, NEXT, LAST);
        Scene.Served atTail = tail.serve(tail.honest(), PROMPT, NEXT, LAST);

        for (int block = 0; block < 3; block++) {
            assertThat(Verdicts.judge(model, ComparisonProfile.EXACT, atHead.opened(block)))
                    .isEqualTo(new Verdict.Ok(3));
        }
        for (int block = 0; block < 2; block++) {
            assertThat(Verdicts.judge(model, ComparisonProfile.EXACT, atTail.opened(block)))
                    .isEqualTo(new Verdict.Ok(3));
        }
    }

    @Test
    void a_wrong_block_is_found_when_it_is_challenged_and_blocks_around_it_are_judged_by_their_own_input() {
        for (int skipped = 0; skipped < 3; skipped++) {
            Scene.Served served = head.serve(Cheat.skipBlock(model, head.span, skipped), PROMPT, NEXT);
            for (int block = 0; block < 3; block++) {
                Verdict verdict = Verdicts.judge(model, ComparisonProfile.EXACT, served.opened(block));
                if (block == skipped) {
                    assertThat(verdict).isInstanceOf(Fault.class);
                } else {
                    assertThat(verdict).isEqualTo(new Verdict.Ok(2));
                }
            }
        }
    }

    @Test
    void another_checkpoint_is_found_whichever_block_is_challenged() {
        Scene.Served served = tail.serve(new FakeModel(2).span(tail.span).open()::forward, PROMPT, NEXT);

        for (int block = 0; block < 2; block++) {
            assertThat(Verdicts.judge(model, ComparisonProfile.EXACT, served.opened(block)))
                    .isInstanceOf(Fault.class);
        }
    }

    @Test
    void what_follows_a_fault_cannot_undo_it_and_a_cut_transcript_has_the_same_verdict() {
        Scene.Served cheated = head.serve(Cheat.zeros(head.honest()), PROMPT, NEXT, LAST);
        Evidence cut =
                Evidence.wholeSpan(cheated.announcement(), cheated.transcript().prefix(1), Optional.empty());

        assertThat(Verdicts.judge(model, ComparisonProfile.EXACT, cut)).isEqualTo(head.judge(cheated));
    }

    @Test
    void forged_signatures_are_not_admitted() {
        Scene.Served honest = head.serve(head.honest(), PROMPT, NEXT);
        HopTranscript.Step step = first(honest);
        SignedStepAnswer cheated =
                first(head.serve(Cheat.zeros(head.honest()), PROMPT)).answer();

        refused(Reason.BAD_SIGNATURE, step.request(), step, SignedStepAnswer.sign(cheated.answer(), Scene.VALIDATOR));
        refused(
                Reason.BAD_SIGNATURE,
                step.request(),
                step,
                new SignedStepAnswer(cheated.answer(), step.answer().signature()));
        refused(
                Reason.BAD_SIGNATURE,
                new SignedStepRequest(step.request().request(), step.answer().signature()),
                step,
                step.answer());
        SignedAnnouncement forged = new SignedAnnouncement(
                head.announcement.announcement(), step.answer().signature());
        assertThat(reason(Verdicts.judge(
                        model,
                        ComparisonProfile.EXACT,
                        Evidence.wholeSpan(forged, honest.transcript(), Optional.empty()))))
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void an_answer_to_another_request_cannot_stand_beside_one() {
        HopTranscript.Step one = first(head.serve(head.honest(), PROMPT));
        HopTranscript.Step other = first(head.serve(head.honest(), LAST));

        assertThatThrownBy(() -> new HopTranscript.Step(one.request(), one.provenance(), other.answer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HopTranscript.Step(one.request(), other.provenance(), one.answer()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void steps_of_two_sessions_with_one_id_cannot_be_mixed_to_frame_a_node() {
        List<HopTranscript.Step> one =
                head.serve(head.honest(), PROMPT, NEXT).transcript().steps();
        List<HopTranscript.Step> other = head.serve(head.honest(), new int[] {9, 9, 9, 9, 9, 9}, NEXT)
                .transcript()
                .steps();

        assertThatThrownBy(() -> new HopTranscript(List.of(one.get(0), other.get(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void missing_repeated_and_exchanged_steps_make_no_transcript() {
        List<HopTranscript.Step> steps =
                head.serve(head.honest(), PROMPT, NEXT, LAST).transcript().steps();

        for (List<HopTranscript.Step> disorder : List.of(
                steps.subList(1, 3),
                List.of(steps.get(0), steps.get(2)),
                List.of(steps.get(0), steps.get(0)),
                List.of(steps.get(0), steps.get(2), steps.get(1)))) {
            assertThatThrownBy(() -> new HopTranscript(disorder)).isInstanceOf(IllegalArgumentException.class);
        }
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
                    head.serve(head.requests(other, PROMPT), Cheat.zeros(head.honest()), RowEncoding.F32));
        }
    }

    @Test
    void an_older_announcement_with_a_stricter_profile_cannot_be_put_in_place_of_the_current_one() {
        Scene.Served session = head.serve(head.honest(), PROMPT);
        SignedAnnouncement older = head.announce(NumericProfile.exact(NumberFormat.F32), Epoch.of(39));

        assertThat(reason(Verdicts.judge(
                        model,
                        ComparisonProfile.EXACT,
                        Evidence.wholeSpan(older, session.transcript(), Optional.empty()))))
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
        Scene.Served session = head.serve(head.honest(), PROMPT);

        assertThat(reason(Verdicts.judge(new FakeModel(2), ComparisonProfile.EXACT, session.whole())))
                .isEqualTo(Reason.WRONG_MODEL);
        Scene beyond = new Scene(model, new BlockSpan(3, 9), Scene.EXACT);
        Scene.Served claimed =
                beyond.serve(tail.requests(beyond.terms(), PROMPT), Cheat.zeros(tail.honest()), RowEncoding.F32);
        assertThat(reason(beyond.judge(claimed))).isEqualTo(Reason.WRONG_MODEL);
    }

    @Test
    void inputs_without_provenance_are_not_admitted() {
        float[] crafted = new float[PROMPT.length * FakeModel.HIDDEN];
        crafted[0] = 1;
        InputProvenance tokens = InputProvenance.TokenIds.of(PROMPT);
        InputProvenance signed =
                tail.requests(tail.terms(), PROMPT).get(0).provenance().content();

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
    void an_input_is_the_output_that_the_node_before_signed_in_the_same_encoding() {
        float[] output = model.span(new BlockSpan(0, 2)).open().forward(model.embed(PROMPT), PROMPT.length)[1];
        for (RowEncoding encoding : RowEncoding.values()) {
            Rows signed = Rows.of(encoding, output);
            InputProvenance hop = tail.signedByNodeBefore(signed);
            Scene.Asked same = Scene.asked(tail.terms(), hop, signed, PROMPT.length);
            RowEncoding other = encoding == RowEncoding.F32 ? RowEncoding.BF16 : RowEncoding.F32;
            Scene.Asked widened = Scene.asked(tail.terms(), hop, Rows.of(other, signed.values()), PROMPT.length);

            assertThat(tail.judge(tail.serve(List.of(same), tail.honest(), RowEncoding.F32)))
                    .isEqualTo(new Verdict.Ok(1));
            assertThat(reason(tail.judge(tail.serve(List.of(widened), tail.honest(), RowEncoding.F32))))
                    .isEqualTo(Reason.BROKEN_PROVENANCE);
        }
    }

    @Test
    void a_seeded_prompt_is_derived_again_and_no_other_prompt_passes_for_it() {
        Scene.Served session = head.serve(head.seeded(head.terms(), Scene.SALT, 5), head.honest(), RowEncoding.F32);
        assertThat(head.judge(session)).isEqualTo(new Verdict.Ok(1));

        InputProvenance.Seeded seed = new InputProvenance.Seeded(Scene.beacon(1), Scene.SALT);
        int[] ofOtherCounter = seed.tokens(Scene.NODE.peerId(), 1, FakeModel.VOCABULARY, PROMPT.length)
                .toArray();
        refused(Reason.BROKEN_PROVENANCE, withInput(head, seed, model.embed(ofOtherCounter)));
        refused(Reason.BROKEN_PROVENANCE, withInput(head, seed, model.embed(PROMPT)));
    }

    @Test
    void seeded_prompts_are_prefixes_of_each_other_and_fill_the_vocabulary() {
        InputProvenance.Seeded seed = new InputProvenance.Seeded(Scene.beacon(1), Scene.SALT);
        List<Integer> ids = seed.tokens(Scene.NODE.peerId(), 0, 10, 400).ids();

        assertThat(seed.tokens(Scene.NODE.peerId(), 0, 10, 7).ids()).isEqualTo(ids.subList(0, 7));
        assertThat(ids).containsOnly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(ids.stream().distinct().count()).isEqualTo(10);
        assertThat(seed.tokens(Scene.VALIDATOR.peerId(), 0, 10, 400).ids()).isNotEqualTo(ids);
    }

    @Test
    void inputs_that_are_not_finite_or_drive_the_reference_out_of_range_are_not_admitted() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
            float[] crafted = new float[PROMPT.length * FakeModel.HIDDEN];
            Arrays.fill(crafted, value);
            Rows input = Rows.of(RowEncoding.F32, crafted);
            Scene.Asked asked = Scene.asked(tail.terms(), tail.signedByNodeBefore(input), input, PROMPT.length);
            Scene.Served served =
                    tail.serve(List.of(asked), (rows, tokens) -> new float[][] {rows, rows}, RowEncoding.F32);

            assertThat(reason(tail.judge(served))).isEqualTo(Reason.OUTSIDE_ENVELOPE);
        }
    }

    @Test
    void a_session_longer_than_the_context_is_not_admitted() {
        Scene.Served served =
                head.serve((input, tokens) -> new float[][] {input, input, input}, new int[FakeModel.CONTEXT + 1]);

        assertThat(reason(head.judge(served))).isEqualTo(Reason.TOO_LONG);
    }

    private static float[] int8(float[] row) {
        Cheat.int8(row);
        return row;
    }

    private static HopTranscript.Step first(Scene.Served served) {
        return served.transcript().steps().get(0);
    }

    private Scene.Served answered(Scene.Asked asked, Hash256 boundaryRoot, Rows output) {
        AnswerCommitment commitment =
                new AnswerCommitment(asked.request().digest(), boundaryRoot, output.commitment(FakeModel.HIDDEN));
        SignedStepAnswer answer = SignedStepAnswer.sign(new StepAnswer(commitment, output), Scene.NODE);
        HopTranscript.Step step = new HopTranscript.Step(asked.signed(), asked.provenance(), answer);
        return new Scene.Served(head.announcement, new HopTranscript(List.of(step)), List.of());
    }

    private static Scene.Served withInput(Scene scene, InputProvenance provenance, float[] input) {
        Scene.Asked asked = Scene.asked(scene.terms(), provenance, Rows.of(RowEncoding.F32, input), PROMPT.length);
        return scene.serve(List.of(asked), scene.honest(), RowEncoding.F32);
    }

    private static SessionTerms terms(
            SessionTerms good, Hash256 genesis, SubnetId subnet, Epoch epoch, Hash256 root, BlockSpan span) {
        return new SessionTerms(
                genesis,
                subnet,
                epoch,
                good.session(),
                good.counter(),
                good.requester(),
                good.server(),
                root,
                span,
                good.hiddenSize(),
                good.announcement(),
                good.saltCommitment());
    }

    private FaultKind faultOf(Scene.Served served) {
        Verdict verdict = head.judge(served);
        assertThat(verdict).isInstanceOf(Fault.class);
        return ((Fault) verdict).kind();
    }

    private void refused(Reason expected, Scene.Served served) {
        assertThat(reason(head.judge(served))).isEqualTo(expected);
    }

    private void refused(Reason expected, SignedStepRequest request, HopTranscript.Step of, SignedStepAnswer answer) {
        HopTranscript transcript = new HopTranscript(List.of(new HopTranscript.Step(request, of.provenance(), answer)));
        refused(expected, new Scene.Served(head.announcement, transcript, List.of()));
    }

    private static Reason reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Inadmissible.class);
        return ((Inadmissible) verdict).reason();
    }
}
