package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultProofTest {

    private static final int[] PROMPT = {3, 1, 4};
    private static final int[] NEXT = {2};

    private final FakeModel model = new FakeModel(1);
    private final Scene scene = new Scene(model, new BlockSpan(1, 3), Scene.EXACT);
    private final ProofVerifier verifier = ProofVerifier.of(model);
    private final Scene.Served replayed = serve(Cheat.replay(scene.honest()));
    private final FaultProof proof = scene.prove(replayed.whole());

    @Test
    void a_proof_is_confirmed_from_its_bytes_and_tells_who_did_what() {
        ProofCheck check = verifier.verify(proof.toBytes());

        assertThat(check).isEqualTo(new ProofCheck.Valid(proof));
        assertThat(check.reason()).contains("node 7").contains("step 2").contains("OUTPUT_BITS");
        assertThat(proof.accused()).isEqualTo(Scene.NODE.peerId());
        assertThat(charge(proof).evidence().steps()).hasSize(3);
    }

    @Test
    void an_opened_block_is_proved_like_a_whole_span() {
        FaultProof opened =
                scene.prove(serve(Cheat.skipBlock(model, scene.span, 1)).opened(1));

        assertThat(verifier.verify(opened.toBytes())).isEqualTo(new ProofCheck.Valid(opened));
        assertThat(charge(opened).evidence().checked()).isEqualTo(new BlockSpan(2, 1));
        assertThat(opened.charge().text()).endsWith("opened block 2");
    }

    @Test
    void a_proof_shows_the_first_wrong_row_with_the_rows_before_it_as_input_and_nothing_else() {
        Cheat.Serving lateBias = Cheat.output(scene.honest(), (input, output) -> output[FakeModel.HIDDEN + 3] += 1);
        Scene.Served biased = scene.serve(lateBias, PROMPT);
        for (Evidence evidence : List.of(biased.whole(), biased.opened(2))) {
            Evidence least = charge(scene.prove(evidence)).evidence();

            assertThat(least.steps()).hasSize(1);
            assertThat(least.steps().get(0).input().orElseThrow().rows().values())
                    .hasSize(2 * FakeModel.HIDDEN);
            assertThat(least.steps().get(0).output().orElseThrow().first()).isOne();
            assertThat(least.steps().get(0).output().orElseThrow().rows().values())
                    .hasSize(FakeModel.HIDDEN);
        }
    }

    @Test
    void at_the_head_of_the_model_the_input_follows_from_the_tokens_and_is_not_shown() {
        Scene head = new Scene(model, new BlockSpan(0, 3), Scene.EXACT);
        Scene.Served served = head.serve(new FakeModel(2).span(head.span).open()::forward, PROMPT, NEXT);
        for (Evidence evidence : List.of(served.whole(), served.opened(0))) {
            FaultProof least = head.prove(evidence);

            assertThat(charge(least).evidence().steps().get(0).input()).isEmpty();
            assertThat(verifier.verify(least.toBytes())).isEqualTo(new ProofCheck.Valid(least));
        }
    }

    @Test
    void a_wrong_boundary_root_is_proved_with_all_input_rows_and_no_output() {
        HopTranscript.Step honest = serve(scene.honest()).transcript().steps().get(0);
        SignedStepAnswer lying = Lies.otherBoundaries(honest);
        Evidence evidence = Evidence.wholeSpan(
                scene.announcement,
                new HopTranscript(List.of(new HopTranscript.Step(honest.request(), honest.provenance(), lying))),
                Optional.empty());
        FaultProof rooted = scene.prove(evidence);

        assertThat(charge(rooted).claim().kind()).isEqualTo(FaultKind.BOUNDARY_ROOT);
        assertThat(charge(rooted).evidence().steps().get(0).output()).isEmpty();
        assertThat(verifier.verify(rooted.toBytes())).isEqualTo(new ProofCheck.Valid(rooted));
    }

    @Test
    void an_output_of_the_wrong_form_is_proved_without_the_model() {
        FaultProof form = scene.prove(
                scene.serve(scene.honest(), RowEncoding.BF16, PROMPT).whole());

        assertThat(form.charge()).isInstanceOf(WrongFormat.class);
        assertThat(weightless().verify(form.toBytes())).isEqualTo(new ProofCheck.Valid(form));
        assertThat(form.toBytes()).hasSizeLessThan(1000);
        WrongFormat charge = (WrongFormat) form.charge();
        HopTranscript.Step right = serve(scene.honest()).transcript().steps().get(0);
        FaultProof framing = FaultProof.sign(
                new WrongFormat(
                        charge.announcement(),
                        right.request().request().header(),
                        right.answer().answer().commitment(),
                        right.answer().signature()),
                Scene.VALIDATOR);
        assertThat(weightless().verify(framing))
                .isInstanceOfSatisfying(
                        ProofCheck.Invalid.class,
                        invalid -> assertThat(invalid.reason()).contains("did right"));
    }

    @Test
    void an_opening_of_other_rows_than_were_committed_to_is_proved_without_the_model() {
        Scene.Served honest = serve(scene.honest());
        Scene.Served other = serve(Cheat.skipBlock(model, scene.span, 1));
        Scene.Served contradictory = new Scene.Served(honest.announcement(), honest.transcript(), other.trees());
        for (int block = 0; block < 3; block++) {
            assertThat(ContradictoryOpening.in(
                            scene.announcement, honest.transcript(), honest.opening(honest.drawing(block))))
                    .isEmpty();
            FaultProof opening = FaultProof.sign(
                    ContradictoryOpening.in(
                                    scene.announcement,
                                    honest.transcript(),
                                    contradictory.opening(honest.drawing(block)))
                            .orElseThrow(),
                    Scene.VALIDATOR);

            assertThat(weightless().verify(opening.toBytes())).isEqualTo(new ProofCheck.Valid(opening));
        }
    }

    @Test
    void two_answers_to_one_request_are_a_proof_without_weights() {
        HopTranscript.Step honest = serve(scene.honest()).transcript().steps().get(0);
        SignedStepAnswer other =
                serve(Cheat.zeros(scene.honest())).transcript().steps().get(0).answer();
        DoubleAnswer charge = doubleAnswer(honest, honest.answer(), other).orElseThrow();
        FaultProof equivocation = FaultProof.sign(charge, Scene.VALIDATOR);

        assertThat(doubleAnswer(honest, other, honest.answer())).contains(charge);
        assertThat(weightless().verify(equivocation.toBytes())).isEqualTo(new ProofCheck.Valid(equivocation));
        assertThat(equivocation.toBytes()).hasSizeLessThan(800);
    }

    @Test
    void answers_that_agree_or_are_to_different_requests_or_of_others_are_no_double_answer() {
        List<HopTranscript.Step> steps = serve(scene.honest()).transcript().steps();
        SignedStepAnswer one = steps.get(0).answer();
        SignedStepAnswer wrong =
                serve(Cheat.zeros(scene.honest())).transcript().steps().get(0).answer();

        assertThat(doubleAnswer(steps.get(0), one, one)).isEmpty();
        assertThat(doubleAnswer(steps.get(0), one, steps.get(1).answer())).isEmpty();
        assertThat(doubleAnswer(steps.get(0), one, SignedStepAnswer.sign(wrong.answer(), Scene.VALIDATOR)))
                .isEmpty();
    }

    @Test
    void two_first_requests_under_one_counter_are_a_proof_against_the_requester() {
        SessionSeries.First one = opens(scene, 1, 0);
        SessionSeries.First other = opens(scene, 2, 0);
        DoubleRequest charge = DoubleRequest.of(one, other).orElseThrow();
        FaultProof equivocation = FaultProof.sign(charge, Scene.NODE);

        assertThat(DoubleRequest.of(other, one)).contains(charge);
        assertThat(equivocation.accused()).isEqualTo(Scene.VALIDATOR.peerId());
        assertThat(weightless().verify(equivocation.toBytes())).isEqualTo(new ProofCheck.Valid(equivocation));
        assertThat(equivocation.toBytes()).hasSizeLessThan(900);
        assertThat(DoubleRequest.of(one, one)).isEmpty();
        assertThat(DoubleRequest.of(one, opens(scene, 2, 1))).isEmpty();
        SessionSeries.First forged = new SessionSeries.First(other.header(), one.signature());
        assertThat(DoubleRequest.of(one, forged)).isEmpty();
    }

    @Test
    void the_same_evidence_gives_the_same_bytes_wherever_it_is_built() {
        FaultProof again = scene.prove(serve(Cheat.replay(scene.honest())).whole());

        assertThat(again.toBytes()).isEqualTo(proof.toBytes());
        assertThat(again.digest()).isEqualTo(proof.digest()).isEqualTo(FaultProof.address(proof.toBytes()));
        assertThat(FaultProof.fromBytes(proof.toBytes())).isEqualTo(proof);
    }

    @Test
    void the_bytes_of_a_proof_are_fixed() {
        assertThat(proof.digest())
                .as("change FaultProof.VERSION or Verdicts.PROGRAM when the format or a verdict changes")
                .isEqualTo(Hash256.parse("0xbc3e54d78a2af773d2731c869216219e6abff9954abdf09c8e582f9a1d0868ea"));
    }

    @Test
    void without_model_profile_or_program_a_proof_is_undecidable() {
        assertThat(weightless().verify(proof)).isInstanceOf(ProofCheck.Undecidable.class);
        assertThat(ProofVerifier.of(new FakeModel(2)).verify(proof)).isInstanceOf(ProofCheck.Undecidable.class);
        assertThat(new ProofVerifier(new KnownProfiles(Map.of()), Optional.of(model), ProofScope.ANYWHERE)
                        .verify(proof))
                .isInstanceOf(ProofCheck.Undecidable.class);
        byte[] newer = proof.toBytes();
        newer[4]++;
        assertThat(verifier.verify(newer)).isInstanceOf(ProofCheck.Undecidable.class);
        WrongComputation charge = charge(proof);
        FaultProof otherProgram = FaultProof.sign(
                new WrongComputation(charge.kernel(), "rows/9", charge.profile(), charge.evidence(), charge.claim()),
                Scene.VALIDATOR);
        assertThat(verifier.verify(otherProgram)).isInstanceOf(ProofCheck.Undecidable.class);
    }

    @Test
    void a_proof_from_another_chain_subnet_or_epoch_is_out_of_scope() {
        assertThat(scoped(ProofScope.of(Scene.GENESIS, Scene.SUBNET, Scene.EPOCH)))
                .isInstanceOf(ProofCheck.Valid.class);
        assertThat(scoped(ProofScope.of(Hash256.of(new byte[32]), Scene.SUBNET, Scene.EPOCH)))
                .isInstanceOf(ProofCheck.Inadmissible.class);
        assertThat(scoped(ProofScope.of(Scene.GENESIS, SubnetId.of(1), Scene.EPOCH)))
                .isInstanceOf(ProofCheck.Inadmissible.class);
        assertThat(scoped(ProofScope.of(Scene.GENESIS, Scene.SUBNET, Epoch.of(41))))
                .isInstanceOf(ProofCheck.Inadmissible.class);
    }

    @Test
    void evidence_that_goes_on_behind_the_fault_is_no_charge() {
        Verdict.Fault early = (Verdict.Fault) scene.judge(scene.serve(Cheat.zeros(scene.honest()), PROMPT));
        Evidence longer = serve(Cheat.zeros(scene.honest())).whole();

        assertThatThrownBy(() -> Lies.claim(longer, early)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cut_and_extended_proofs_are_inadmissible() {
        byte[] bytes = proof.toBytes();
        for (int length = 0; length < bytes.length; length += 7) {
            assertThat(verifier.verify(Arrays.copyOf(bytes, length))).isInstanceOf(ProofCheck.Inadmissible.class);
        }
        assertThat(verifier.verify(Arrays.copyOf(bytes, bytes.length + 1))).isInstanceOf(ProofCheck.Inadmissible.class);
        assertThat(verifier.verify(new byte[0])).isInstanceOf(ProofCheck.Inadmissible.class);
        assertThat(verifier.verify(new byte[16]).reason())
                .isEqualTo("not a fault proof: it does not start with HTFP (at byte 4)");
    }

    @Test
    void lengths_that_promise_more_than_there_is_are_refused_before_memory_is_taken() {
        byte[] bytes = proof.toBytes();
        byte[] hugeCount = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
        for (int at = 0; at + hugeCount.length < bytes.length; at++) {
            byte[] mutant = bytes.clone();
            System.arraycopy(hugeCount, 0, mutant, at, hugeCount.length);
            assertThat(verifier.verify(mutant)).isNotInstanceOf(ProofCheck.Valid.class);
        }
    }

    @Test
    void a_file_is_written_whole_and_read_back(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("fault.proof");
        ProofFile.write(file, proof);

        assertThat(verifier.verify(ProofFile.read(file))).isInstanceOf(ProofCheck.Valid.class);
        assertThat(directory.toFile().list()).containsExactly("fault.proof");
    }

    @Test
    void a_file_that_is_too_large_is_refused(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("huge.proof");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(FaultProof.MAX_BYTES + 1L);
        }

        assertThatThrownBy(() -> ProofFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger");
    }

    @Test
    void figures_of_an_honest_node_cannot_be_invented() {
        Verdict.Fault invented =
                new Verdict.Fault(1, 0, FaultKind.OUTPUT_BITS, new Statistics(9, 9, 9), Hash256.of(new byte[32]));
        Evidence honest = Evidence.wholeSpan(
                scene.announcement, serve(scene.honest()).transcript().prefix(2), Optional.empty());

        assertThat(verifier.verify(Lies.claim(honest, invented))).isInstanceOf(ProofCheck.Invalid.class);
    }

    private Scene.Served serve(Cheat.Serving serving) {
        return scene.serve(serving, RowEncoding.F32, PROMPT, NEXT, new int[] {7}, new int[] {8});
    }

    private static WrongComputation charge(FaultProof proof) {
        return (WrongComputation) proof.charge();
    }

    private static Optional<DoubleAnswer> doubleAnswer(
            HopTranscript.Step to, SignedStepAnswer one, SignedStepAnswer other) {
        return DoubleAnswer.of(to.request().request().header(), one, other);
    }

    private static SessionSeries.First opens(Scene scene, int session, int counter) {
        return SessionSeries.First.of(
                scene.requests(scene.terms(session, counter), PROMPT).get(0).signed());
    }

    private static ProofVerifier weightless() {
        return new ProofVerifier(KnownProfiles.builtIn(), Optional.empty(), ProofScope.ANYWHERE);
    }

    private ProofCheck scoped(ProofScope scope) {
        return new ProofVerifier(KnownProfiles.builtIn(), Optional.of(model), scope).verify(proof);
    }
}
