package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SignedStepAnswer;
import io.subnetvalidator.proofs.transcript.SignedStepRequest;
import io.subnetvalidator.proofs.transcript.StepRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultProofTest {

    private static final int[] PROMPT = {3, 1, 4};
    private static final int[] NEXT = {2};
    private static final long SEED = 20_260_101;

    private final FakeModel model = new FakeModel(1);
    private final Scene scene = new Scene(model, new BlockSpan(2, 2), Scene.EXACT);
    private final ProofVerifier verifier = ProofVerifier.of(model);
    private final FaultProof proof = proofAgainst(Cheat.replay(scene.honest()));

    @Test
    void a_proof_is_confirmed_from_its_bytes_and_tells_who_did_what() {
        ProofCheck check = verifier.verify(proof.toBytes());

        assertThat(check).isEqualTo(new ProofCheck.Valid(proof));
        assertThat(check.reason()).contains("node 7").contains("step 2").contains("OUTPUT_BITS");
        assertThat(proof.accused()).isEqualTo(Scene.NODE.peerId());
        assertThat(proof.transcript().steps()).hasSize(3);
    }

    @Test
    void the_same_evidence_gives_the_same_bytes_wherever_it_is_built() {
        FaultProof again = proofAgainst(Cheat.replay(scene.honest()));

        assertThat(again.toBytes()).isEqualTo(proof.toBytes());
        assertThat(again.digest()).isEqualTo(proof.digest());
        assertThat(FaultProof.fromBytes(proof.toBytes())).isEqualTo(proof);
    }

    @Test
    void the_bytes_of_a_proof_are_fixed() {
        assertThat(proof.digest())
                .as("change FaultProof.VERSION or Verdicts.PROGRAM when the format or a verdict changes")
                .isEqualTo(Hash256.parse("0x0b2386355c3dc33f161de9e1a15d7c770e72401c78b573f936def5cb83b46c62"));
    }

    @Test
    void a_proof_against_an_honest_node_is_invalid() {
        HopTranscript honest = scene.serve(scene.honest(), PROMPT, NEXT);
        Verdict.Fault invented =
                new Verdict.Fault(1, FaultKind.OUTPUT_BITS, new Statistics(9, 9, 9), Hash256.of(new byte[32]));
        FaultProof framing =
                FaultProofs.build(invented, ComparisonProfile.EXACT, scene.announcement, honest, Scene.VALIDATOR);

        assertThat(verifier.verify(framing)).isInstanceOf(ProofCheck.Invalid.class);
    }

    @Test
    void invented_figures_make_a_proof_invalid() {
        Verdict.Fault claim = proof.claim();
        List<Verdict.Fault> others = List.of(
                new Verdict.Fault(
                        claim.step(), FaultKind.OUTPUT_NOT_FINITE, claim.statistics(), claim.referenceDigest()),
                new Verdict.Fault(
                        claim.step(),
                        claim.kind(),
                        new Statistics(
                                Math.nextUp(claim.statistics().meanEnergy()),
                                claim.statistics().worstToken(),
                                claim.statistics().worstElement()),
                        claim.referenceDigest()),
                new Verdict.Fault(claim.step(), claim.kind(), claim.statistics(), Hash256.of(new byte[32])));

        for (Verdict.Fault other : others) {
            assertThat(verifier.verify(resigned(other, proof.transcript()))).isInstanceOf(ProofCheck.Invalid.class);
        }
    }

    @Test
    void a_transcript_that_goes_on_behind_the_fault_is_inadmissible() {
        Verdict.Fault early = (Verdict.Fault) scene.judge(scene.serve(Cheat.zeros(scene.honest()), PROMPT));
        HopTranscript longer = scene.serve(Cheat.zeros(scene.honest()), PROMPT, NEXT);

        assertThat(verifier.verify(resigned(early, longer))).isInstanceOf(ProofCheck.Inadmissible.class);
    }

    @Test
    void without_model_profile_or_program_a_proof_is_undecidable() {
        assertThat(new ProofVerifier(KnownProfiles.builtIn(), Optional.empty(), ProofScope.ANYWHERE).verify(proof))
                .isInstanceOf(ProofCheck.Undecidable.class);
        assertThat(ProofVerifier.of(new FakeModel(2)).verify(proof)).isInstanceOf(ProofCheck.Undecidable.class);
        assertThat(new ProofVerifier(new KnownProfiles(Map.of()), Optional.of(model), ProofScope.ANYWHERE)
                        .verify(proof))
                .isInstanceOf(ProofCheck.Undecidable.class);
        byte[] newer = proof.toBytes();
        newer[4]++;
        assertThat(verifier.verify(newer)).isInstanceOf(ProofCheck.Undecidable.class);
        FaultProof otherProgram = new FaultProof(
                        proof.kernel(),
                        "whole-span/2",
                        proof.profileDigest(),
                        proof.announcement(),
                        proof.transcript(),
                        proof.claim(),
                        proof.author(),
                        proof.signature())
                .signedWith(Scene.VALIDATOR);
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
    void no_single_flipped_bit_leaves_a_valid_proof() {
        byte[] bytes = proof.toBytes();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 4000; i++) {
            int bit = random.nextInt(bytes.length * 8);
            assertThat(verifier.verify(flipped(bytes, bit)))
                    .as("bit %d of %d", bit, bytes.length * 8)
                    .isNotInstanceOf(ProofCheck.Valid.class);
        }
    }

    @Test
    void no_bit_flipped_by_the_author_before_signing_leaves_a_valid_proof() {
        byte[] bytes = proof.toBytes();
        SplittableRandom random = new SplittableRandom(SEED + 1);
        int decoded = 0;
        for (int i = 0; i < 3000; i++) {
            int bit = random.nextInt((bytes.length - 64) * 8);
            Optional<FaultProof> mutant = decode(flipped(bytes, bit));
            if (mutant.isPresent()) {
                decoded++;
                assertThat(verifier.verify(mutant.get().signedWith(Scene.VALIDATOR)))
                        .as("bit %d of %d", bit, bytes.length * 8)
                        .isNotInstanceOf(ProofCheck.Valid.class);
            }
        }
        assertThat(decoded).as("mutants that decode").isGreaterThan(2000);
    }

    @Test
    void no_request_changed_and_signed_again_by_its_requester_leaves_a_valid_proof() {
        SplittableRandom random = new SplittableRandom(SEED + 2);
        int decoded = 0;
        for (int i = 0; i < 2000; i++) {
            int at = random.nextInt(proof.transcript().steps().size());
            ScaleWriter out = new ScaleWriter();
            proof.transcript().steps().get(at).request().request().encode(out);
            byte[] mutant = flipped(out.toBytes(), random.nextInt(out.size() * 8));
            StepRequest request;
            try {
                request = StepRequest.decode(new ScaleReader(mutant));
            } catch (ScaleException e) {
                continue;
            }
            if (!request.terms().requester().equals(Scene.VALIDATOR.peerId())) {
                continue;
            }
            decoded++;
            List<HopTranscript.Step> steps = new ArrayList<>(proof.transcript().steps());
            steps.set(
                    at,
                    new HopTranscript.Step(
                            SignedStepRequest.sign(request, Scene.VALIDATOR),
                            steps.get(at).answer()));
            assertThat(verifier.verify(resigned(proof.claim(), new HopTranscript(steps))))
                    .isNotInstanceOf(ProofCheck.Valid.class);
        }
        assertThat(decoded).as("mutants that decode").isGreaterThan(1000);
    }

    @Test
    void cut_and_extended_proofs_are_inadmissible() {
        byte[] bytes = proof.toBytes();
        for (int length = 0; length < bytes.length; length += 7) {
            assertThat(verifier.verify(Arrays.copyOf(bytes, length))).isInstanceOf(ProofCheck.Inadmissible.class);
        }
        assertThat(verifier.verify(Arrays.copyOf(bytes, bytes.length + 1))).isInstanceOf(ProofCheck.Inadmissible.class);
        assertThat(verifier.verify(new byte[0])).isInstanceOf(ProofCheck.Inadmissible.class);
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
    void two_answers_to_one_request_are_a_proof_without_weights() {
        SignedStepAnswer honest =
                scene.serve(scene.honest(), PROMPT).steps().get(0).answer();
        SignedStepAnswer other =
                scene.serve(Cheat.zeros(scene.honest()), PROMPT).steps().get(0).answer();
        EquivocationProof equivocation =
                EquivocationProof.of(Scene.NODE.peerId(), honest, other).orElseThrow();

        assertThat(equivocation.verifies()).isTrue();
        assertThat(EquivocationProof.of(Scene.NODE.peerId(), other, honest)).contains(equivocation);
        assertThat(EquivocationProof.fromBytes(equivocation.toBytes())).isEqualTo(equivocation);
        assertThat(equivocation.toBytes()).hasSizeLessThan(400);
    }

    @Test
    void answers_that_agree_or_are_to_different_requests_or_of_others_prove_no_equivocation() {
        HopTranscript session = scene.serve(scene.honest(), PROMPT, NEXT);
        SignedStepAnswer one = session.steps().get(0).answer();
        SignedStepAnswer wrong =
                scene.serve(Cheat.zeros(scene.honest()), PROMPT).steps().get(0).answer();

        assertThat(EquivocationProof.of(Scene.NODE.peerId(), one, one)).isEmpty();
        assertThat(EquivocationProof.of(
                        Scene.NODE.peerId(), one, session.steps().get(1).answer()))
                .isEmpty();
        assertThat(EquivocationProof.of(Scene.VALIDATOR.peerId(), one, wrong)).isEmpty();
        SignedStepAnswer forged = SignedStepAnswer.sign(wrong.answer(), Scene.VALIDATOR);
        assertThat(EquivocationProof.of(Scene.NODE.peerId(), one, forged)).isEmpty();
    }

    @Test
    void no_single_flipped_bit_leaves_an_equivocation_proof_that_verifies() {
        byte[] bytes = EquivocationProof.of(
                        Scene.NODE.peerId(),
                        scene.serve(scene.honest(), PROMPT).steps().get(0).answer(),
                        scene.serve(Cheat.zeros(scene.honest()), PROMPT)
                                .steps()
                                .get(0)
                                .answer())
                .orElseThrow()
                .toBytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            boolean verifies;
            try {
                verifies = EquivocationProof.fromBytes(flipped(bytes, bit)).verifies();
            } catch (ScaleException e) {
                verifies = false;
            }
            assertThat(verifies).as("bit %d", bit).isFalse();
        }
    }

    private FaultProof proofAgainst(Cheat.Serving serving) {
        HopTranscript transcript = scene.serve(serving, RowEncoding.F32, PROMPT, NEXT, new int[] {7}, new int[] {8});
        Verdict.Fault fault = (Verdict.Fault) scene.judge(transcript);
        return FaultProofs.build(fault, ComparisonProfile.EXACT, scene.announcement, transcript, Scene.VALIDATOR);
    }

    private FaultProof resigned(Verdict.Fault claim, HopTranscript transcript) {
        return FaultProof.sign(
                ComparisonProfile.EXACT.digest(), scene.announcement, transcript, claim, Scene.VALIDATOR);
    }

    private ProofCheck scoped(ProofScope scope) {
        return new ProofVerifier(KnownProfiles.builtIn(), Optional.of(model), scope).verify(proof);
    }

    private static Optional<FaultProof> decode(byte[] bytes) {
        try {
            return Optional.of(FaultProof.fromBytes(bytes));
        } catch (ScaleException e) {
            return Optional.empty();
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] mutant = bytes.clone();
        mutant[bit / 8] ^= (byte) (1 << (bit % 8));
        return mutant;
    }
}
