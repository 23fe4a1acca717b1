package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.Calibration;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.emulation.EmulatedProbes;
import io.subnetvalidator.proofs.emulation.EmulatedSpan;
import io.subnetvalidator.proofs.emulation.Hardware;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Series of sessions at bf16 nodes over a real transformer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SequentialNodeTest {

    private static final BlockSpan SPAN = new BlockSpan(2, 3);
    private static final long SEED = 20_260_202;
    private static final int SESSIONS = 12;
    private static final int QUICK = 10;
    private static final int LONG = 500;

    private final Path directory;
    private final ReferenceModel weights;
    private final Scene scene;
    private final ComparisonProfile profile;

    SequentialNodeTest(@TempDir Path directory) {
        this.directory = directory;
        TinyModel.write(directory, 1, TinyShape.DEFAULT);
        weights = ReferenceModel.open(directory);
        scene = new Scene(new OpenedModel(weights), SPAN, Scene.STRICT);
        profile = new Calibration(
                        "strict-series",
                        Scene.STRICT,
                        Optional.of(scene.model.root()),
                        scene.model.hiddenSize(),
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
    void honest_nodes_on_hardware_of_every_kind_are_never_convicted() {
        honest(QUICK);
    }

    @Test
    @Tag("slow")
    void honest_nodes_are_never_convicted_in_thousands_of_series() {
        honest(LONG);
    }

    private void honest(int seriesPerKind) {
        for (Hardware hardware : Hardware.strict()) {
            EmulatedSpan machine = EmulatedSpan.load(weights, SPAN, hardware, WeightTransform.NONE);
            long convicted = IntStream.range(0, seriesPerKind)
                    .parallel()
                    .filter(run -> SequentialDeviation.of(scene.model, profile, series(machine, run))
                            .isPresent())
                    .count();
            assertThat(convicted).as("%s, seed %d", hardware.text(), SEED).isZero();
        }
    }

    @Test
    void a_node_with_int8_weights_is_convicted_and_the_proof_holds_in_another_reading_of_the_model() {
        for (Hardware hardware : Hardware.strict()) {
            EmulatedSpan machine = EmulatedSpan.load(weights, SPAN, hardware, SequentialNodeTest::int8);
            Optional<SequentialDeviation> charge = SequentialDeviation.of(scene.model, profile, series(machine, 0));
            assertThat(charge).as(hardware.text()).isPresent();
            FaultProof proof = FaultProof.sign(charge.orElseThrow(), Scene.VALIDATOR);
            ProofVerifier verifier = new ProofVerifier(
                    KnownProfiles.builtIn().with(profile),
                    Optional.of(OpenedModel.open(directory)),
                    ProofScope.ANYWHERE);

            assertThat(verifier.verify(proof.toBytes())).isEqualTo(new ProofCheck.Valid(proof));
            assertThat(charge.orElseThrow().series().sessions()).hasSizeBetween(5, 10);
        }
    }

    /** Sessions drawn from a salt of this run. */
    private Series series(EmulatedSpan machine, int run) {
        Hash256 salt = Blake2b.domainHash(
                "test/run", ByteBuffer.allocate(Long.BYTES).putLong(SEED + run).array());
        SaltAnchor anchor = scene.anchor(salt);
        InputProvenance.Seeded seed = new InputProvenance.Seeded(Scene.beacon(1), salt);
        return new Series(
                scene.announcement,
                IntStream.range(0, SESSIONS)
                        .mapToObj(counter -> Series.judged(scene.serve(
                                        scene.seeded(
                                                scene.terms(counter, counter),
                                                salt,
                                                seed.length(Scene.NODE.peerId(), counter)),
                                        machine.open()::forward,
                                        RowEncoding.BF16)
                                .whole(anchor)))
                        .toList());
    }

    private static void int8(String tensor, int row, float[] values) {
        if (!tensor.contains("norm")) {
            Cheat.int8(values);
        }
    }
}
