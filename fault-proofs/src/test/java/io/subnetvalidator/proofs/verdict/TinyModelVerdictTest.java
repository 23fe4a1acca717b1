package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.compare.Calibration;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.emulation.Accumulation;
import io.subnetvalidator.proofs.emulation.EmulatedProbes;
import io.subnetvalidator.proofs.emulation.EmulatedSpan;
import io.subnetvalidator.proofs.emulation.Hardware;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.verdict.Verdict.Fault;
import io.subnetvalidator.proofs.verdict.Verdict.Inadmissible;
import io.subnetvalidator.proofs.verdict.Verdict.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts over a real transformer: sessions with prefill and cached decode at a node in the middle of the model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TinyModelVerdictTest {

    private static final BlockSpan SPAN = new BlockSpan(2, 3);
    private static final Hardware EAGER = new Hardware(Accumulation.BACKWARD, RoundingPoints.EAGER, NumberFormat.BF16);
    private static final Hardware FUSED = new Hardware(Accumulation.LANES_8, RoundingPoints.FUSED, NumberFormat.BF16);
    private static final int[] PROMPT = {5, 81, 200, 17, 300, 42, 9, 9, 120, 64, 31, 7};
    private static final int[][] SESSION = {PROMPT, {11}, {250}, {99}};

    private final Path directory;
    private final ReferenceModel weights;
    private final Scene exact;
    private final Scene strict;
    private final ComparisonProfile profile;

    TinyModelVerdictTest(@TempDir Path directory) {
        this.directory = directory;
        TinyModel.write(directory, 1, TinyShape.DEFAULT);
        weights = ReferenceModel.open(directory);
        OpenedModel model = new OpenedModel(weights);
        exact = new Scene(model, SPAN, Scene.EXACT);
        strict = new Scene(model, SPAN, Scene.STRICT);
        profile = new Calibration(
                        "strict-tiny",
                        Scene.STRICT,
                        Optional.of(model.root()),
                        model.hiddenSize(),
                        SPAN.count(),
                        new Calibration.Effort(
                                List.of(new Calibration.Lengths(
                                        InputProvenance.Seeded.FEWEST_TOKENS, InputProvenance.Seeded.MOST_TOKENS)),
                                120,
                                500,
                                new Guarantee(0.01, 0.99),
                                SequentialPlan.DEFAULT))
                .run(EmulatedProbes.of(weights, Scene.STRICT, SPAN.count(), 1));
    }

    @Test
    void an_exact_node_is_ok_with_its_own_copy_of_the_model() {
        ReferenceModel own = ReferenceModel.open(directory);

        assertThat(exact.judge(exact.serve(own.span(SPAN).open()::forward, SESSION)))
                .isEqualTo(new Verdict.Ok(4));
    }

    @Test
    void strict_nodes_on_hardware_of_every_kind_are_ok() {
        for (Hardware hardware : Hardware.strict()) {
            assertThat(judgeStrict(bf16(hardware, WeightTransform.NONE)))
                    .as(hardware.text())
                    .isEqualTo(new Verdict.Ok(1));
        }
    }

    @Test
    void a_matched_node_is_held_against_its_own_rounding_points_and_not_by_another_profile() {
        NumericProfile declared = new NumericProfile(
                NumericProfile.Kind.MATCHED, NumberFormat.BF16, NumberFormat.BF16, RoundingPoints.FUSED);
        ComparisonProfile matched = new Calibration(
                        "matched-tiny",
                        declared,
                        Optional.of(strict.model.root()),
                        strict.model.hiddenSize(),
                        SPAN.count(),
                        new Calibration.Effort(
                                List.of(new Calibration.Lengths(
                                        InputProvenance.Seeded.FEWEST_TOKENS, InputProvenance.Seeded.MOST_TOKENS)),
                                60,
                                240,
                                new Guarantee(0.02, 0.99),
                                SequentialPlan.DEFAULT))
                .run(EmulatedProbes.of(weights, declared, SPAN.count(), 1));
        Scene scene = new Scene(strict.model, SPAN, declared);
        Evidence honest = drawn(scene, bf16(FUSED, WeightTransform.NONE));
        Evidence skipping = drawn(scene, Cheat.skipBlock(scene.model, SPAN, 1));

        assertThat(Verdicts.judge(scene.model, matched, honest)).isEqualTo(new Verdict.Ok(1));
        assertThat(Verdicts.judge(scene.model, matched, skipping)).isInstanceOf(Fault.class);
        assertThat(reason(Verdicts.judge(scene.model, profile, honest))).isEqualTo(Reason.UNFIT_PROFILE);
    }

    @Test
    void scalar_and_vector_kernels_make_the_same_proof_byte_for_byte() {
        Scene.Served served = exact.serve(Cheat.signFlip(exact.honest()), SESSION);
        List<byte[]> proofs = Stream.of(Kernels.scalar(), Kernels.best())
                .map(kernels -> new OpenedModel(ReferenceModel.open(directory, kernels)))
                .map(model -> new Scene(model, SPAN, Scene.EXACT)
                        .prove(served.opened(2))
                        .toBytes())
                .toList();

        assertThat(proofs.get(0)).isEqualTo(proofs.get(1));
    }

    @TestFactory
    Stream<DynamicTest> planted_faults_of_exact_nodes_become_proofs_that_hold_in_another_reading_of_the_model() {
        return cheats(
                        exact,
                        weights.span(SPAN).open()::forward,
                        transform -> weights.span(SPAN, transform).open()::forward)
                .entrySet()
                .stream()
                .map(cheat -> DynamicTest.dynamicTest(cheat.getKey(), () -> {
                    FaultProof proof =
                            exact.prove(exact.serve(cheat.getValue(), SESSION).whole());

                    assertThat(ProofVerifier.of(OpenedModel.open(directory)).verify(proof.toBytes()))
                            .isEqualTo(new ProofCheck.Valid(proof));
                }));
    }

    @TestFactory
    Stream<DynamicTest> planted_faults_of_strict_nodes_are_found_through_honest_noise_and_convict_nobody_alone() {
        Cheat.Serving honest = bf16(FUSED, WeightTransform.NONE);
        Map<String, Cheat.Serving> cheats = cheats(strict, honest, transform -> bf16(FUSED, transform));
        // Seen by comparing steps only, and of a session at a tolerant node the first one counts.
        cheats.remove("replay");
        return cheats.entrySet().stream()
                .map(cheat -> DynamicTest.dynamicTest(cheat.getKey(), () -> {
                    Evidence evidence = drawn(strict, cheat.getValue());
                    Verdict verdict = Verdicts.judge(strict.model, profile, evidence);
                    assertThat(verdict).isInstanceOf(Fault.class);
                    Fault fault = (Fault) verdict;
                    assertThat(fault.kind().isOfNoise()).isTrue();
                    assertThatThrownBy(() -> FaultProof.of(strict.model, profile, evidence, fault, Scene.VALIDATOR))
                            .isInstanceOf(IllegalArgumentException.class);

                    FaultProof alone = FaultProof.sign(
                            new WrongComputation(
                                    Verdicts.KERNEL,
                                    Verdicts.PROGRAM,
                                    profile.digest(),
                                    evidence.prefix(fault.step() + 1),
                                    fault),
                            Scene.VALIDATOR);
                    ProofVerifier verifier = new ProofVerifier(
                            KnownProfiles.builtIn().with(profile), Optional.of(strict.model), ProofScope.ANYWHERE);
                    assertThat(verifier.verify(alone.toBytes()))
                            .isInstanceOfSatisfying(
                                    ProofCheck.Inadmissible.class,
                                    refused -> assertThat(refused.reason()).contains("convicts nobody"));
                }));
    }

    @Test
    void a_strict_answer_with_nan_is_a_fault_of_format() {
        Cheat.Serving cheat = Cheat.notANumber(bf16(EAGER, WeightTransform.NONE));

        assertThat(judgeStrict(cheat))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(FaultKind.OUTPUT_NOT_FINITE));
    }

    @Test
    void an_input_louder_than_the_calibration_is_not_held_against_a_strict_node() {
        Evidence quiet = drawn(strict, bf16(EAGER, WeightTransform.NONE));
        ComparisonProfile narrow = new ComparisonProfile(
                profile.name(),
                profile.kind(),
                profile.rounding(),
                profile.modelRoot(),
                profile.depth(),
                profile.whitening(),
                profile.bands(),
                profile.guarantee(),
                profile.sequential(),
                profile.maxInputRms() / 1000);

        assertThat(reason(Verdicts.judge(strict.model, narrow, quiet))).isEqualTo(Reason.OUTSIDE_ENVELOPE);
    }

    @Test
    void a_step_of_a_length_that_was_not_calibrated_is_not_judged() {
        int[] tooLong = new int[InputProvenance.Seeded.MOST_TOKENS + 1];
        Scene.Served session = strict.serve(bf16(EAGER, WeightTransform.NONE), RowEncoding.BF16, tooLong);

        assertThat(reason(Verdicts.judge(strict.model, profile, session.whole())))
                .isEqualTo(Reason.UNFIT_PROFILE);
    }

    @Test
    void a_model_file_that_vanished_makes_a_proof_undecidable(@TempDir Path other) throws IOException {
        FaultProof proof =
                exact.prove(exact.serve(Cheat.zeros(exact.honest()), SESSION).whole());
        TinyModel.write(other, 1, TinyShape.DEFAULT);
        OpenedModel model = OpenedModel.open(other);
        Files.write(other.resolve("model.safetensors"), new byte[64]);

        assertThat(ProofVerifier.of(model).verify(proof)).isInstanceOf(ProofCheck.Undecidable.class);
    }

    /** Cheats that every profile has to find. */
    private Map<String, Cheat.Serving> cheats(
            Scene scene, Cheat.Serving honest, Function<WeightTransform, Cheat.Serving> withWeights) {
        Map<String, Cheat.Serving> cheats = new LinkedHashMap<>();
        cheats.put("int8 weights", withWeights.apply(TinyModelVerdictTest::int8));
        cheats.put("weights 3 % off", withWeights.apply(TinyModelVerdictTest::threePercent));
        cheats.put("block skipped", Cheat.skipBlock(scene.model, SPAN, 1));
        cheats.put("replay", Cheat.replay(honest));
        cheats.put("zeros", Cheat.zeros(honest));
        cheats.put("identity", Cheat.identity(honest));
        cheats.put("sign flip", Cheat.signFlip(honest));
        cheats.put("one biased element", Cheat.biasedElement(honest));
        return cheats;
    }

    private Cheat.Serving bf16(Hardware hardware, WeightTransform transform) {
        return EmulatedSpan.load(weights, SPAN, hardware, transform).open()::forward;
    }

    private Verdict judgeStrict(Cheat.Serving serving) {
        return Verdicts.judge(strict.model, profile, drawn(strict, serving));
    }

    /** A session of which nobody chose anything. */
    private static Evidence drawn(Scene scene, Cheat.Serving serving) {
        return scene.drawn(0, serving, RowEncoding.BF16).whole(scene.anchor(Scene.SALT));
    }

    private static void int8(String tensor, int row, float[] values) {
        if (!tensor.contains("norm")) {
            Cheat.int8(values);
        }
    }

    /** Another checkpoint: every weight off by 3 % up or down. */
    private static void threePercent(String tensor, int row, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= (row * 31 + i * 17) % 2 == 0 ? 1.03f : 0.97f;
        }
    }

    private static Reason reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Inadmissible.class);
        return ((Inadmissible) verdict).reason();
    }
}
