package io.subnetvalidator.scp.hivemind;

import static io.subnetvalidator.scp.p2p.LoopbackPeers.DEADLINE;
import static io.subnetvalidator.scp.p2p.LoopbackPeers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.DeviationScale;
import io.subnetvalidator.proofs.compare.FaultKind;
import io.subnetvalidator.proofs.compare.Guarantee;
import io.subnetvalidator.proofs.compare.LogScale;
import io.subnetvalidator.proofs.compare.SequentialPlan;
import io.subnetvalidator.proofs.compare.Thresholds;
import io.subnetvalidator.proofs.compare.TokenBand;
import io.subnetvalidator.proofs.compare.Whitening;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.scp.hivemind.SpanObservation.Compared;
import io.subnetvalidator.scp.hivemind.SpanObservation.Flaw;
import io.subnetvalidator.scp.hivemind.SpanObservation.Flawed;
import io.subnetvalidator.scp.hivemind.SpanObservation.Refused;
import io.subnetvalidator.scp.hivemind.SpanObservation.Repeated;
import io.subnetvalidator.scp.hivemind.SpanObservation.Unanswered;
import io.subnetvalidator.scp.p2p.LoopbackPeers;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The probe against servers that compute a tiny model right, wrong or not at all. */
class PetalsProbeTest {

    private static final TinyShape SHAPE = new TinyShape(64, 32, 64, 4, 4, 2, 64);
    private static final int HIDDEN = SHAPE.hidden();
    private static final int TOKENS = 6;
    private static final BlockUids BLOCKS = new BlockUids("tiny", new BlockSpan(1, 2));

    private static ReferenceModel model;
    private static SpanReference reference;
    private static float[] rows;

    private final LoopbackPeers peers = new LoopbackPeers();
    private final PetalsProbe probe = new PetalsProbe(
            new HivemindClient(peers.network(), HivemindLimits.defaults(), peers.random, System::currentTimeMillis),
            Runnable::run,
            DEADLINE);
    private Optional<SwarmServer> server = Optional.empty();

    @BeforeAll
    static void writeModel(@TempDir Path directory) {
        TinyModel.write(directory, 1, SHAPE);
        model = ReferenceModel.open(directory);
        rows = model.embed(new int[] {5, 9, 33, 2, 60, 41});
        reference = new SpanReference(model.span(BLOCKS.span()), model.root(), profile(NumericProfile.Kind.WIDE));
    }

    /** Bears the rounding of an output to bf16, with room. */
    private static ComparisonProfile profile(NumericProfile.Kind kind) {
        LogScale scale = new LogScale(0, 1);
        return new ComparisonProfile(
                "tiny",
                kind,
                NumericProfile.RoundingPoints.UNDECLARED,
                Optional.empty(),
                2,
                Whitening.scalar(0.02),
                List.of(new TokenBand(1, TOKENS, new Thresholds(2, 4, 25), new DeviationScale(scale, scale, scale, 0))),
                Guarantee.DEFAULT,
                SequentialPlan.DEFAULT,
                1000);
    }

    @AfterEach
    void close() {
        server.ifPresent(SwarmServer::close);
        peers.close();
    }

    @ParameterizedTest
    @EnumSource(PetalsProbe.Way.class)
    void an_honest_server_in_bf16_agrees_with_the_reference_either_way(PetalsProbe.Way way) {
        SpanObservation seen = compare(serve(inBf16(model.span(BLOCKS.span()))), way);

        assertThat(seen).isInstanceOfSatisfying(Compared.class, compared -> {
            assertThat(compared.finding()).isEmpty();
            assertThat(compared.statistics().meanEnergy()).isPositive();
            assertThat(compared.type()).isEqualTo(ElementType.FLOAT32);
        });
        assertThat(server.orElseThrow().calls).hasSize(way == PetalsProbe.Way.FORWARD ? 1 : 2);
    }

    @ParameterizedTest
    @EnumSource(PetalsProbe.Way.class)
    void a_server_that_skips_a_block_is_seen_either_way(PetalsProbe.Way way) {
        SpanObservation seen = compare(serve(inBf16(model.span(new BlockSpan(1, 1)))), way);

        assertThat(seen)
                .isInstanceOfSatisfying(
                        Compared.class,
                        compared -> assertThat(compared.finding().orElseThrow().kind())
                                .isIn(FaultKind.WORST_TOKEN, FaultKind.WORST_ELEMENT));
    }

    @ParameterizedTest
    @EnumSource(PetalsProbe.Way.class)
    void a_server_that_returns_its_input_is_seen_without_any_weights(PetalsProbe.Way way) {
        PeerAddress address = serve((input, tokens) -> input.clone());

        assertThat(compare(address, way))
                .isInstanceOfSatisfying(
                        Flawed.class, flawed -> assertThat(flawed.flaw()).isEqualTo(Flaw.INPUT_RETURNED));
        assertThat(await(probe.repeat(address, BLOCKS, rows, HIDDEN, 2)))
                .isInstanceOfSatisfying(
                        Flawed.class, flawed -> assertThat(flawed.flaw()).isEqualTo(Flaw.INPUT_RETURNED));
    }

    @Test
    void an_output_that_is_not_finite_or_of_another_shape_is_a_flaw() {
        PeerAddress address = serve(inBf16(model.span(BLOCKS.span())));

        server.orElseThrow().fault = SwarmServer.Fault.NOT_A_NUMBER;
        assertThat(compare(address, PetalsProbe.Way.FORWARD))
                .isEqualTo(new Flawed(Flaw.NOT_FINITE, "value " + (TOKENS * HIDDEN - 1) + " is NaN"));
        server.orElseThrow().fault = SwarmServer.Fault.SHAPE;
        for (PetalsProbe.Way way : PetalsProbe.Way.values()) {
            assertThat(compare(address, way))
                    .isInstanceOfSatisfying(
                            Flawed.class, flawed -> assertThat(flawed.flaw()).isEqualTo(Flaw.SHAPE));
        }
    }

    @Test
    void an_error_of_the_server_is_a_refusal_and_nonsense_is_no_answer() {
        PeerAddress address = serve(inBf16(model.span(BLOCKS.span())));

        server.orElseThrow().fault = SwarmServer.Fault.ERROR;
        assertThat(compare(address, PetalsProbe.Way.FORWARD)).isEqualTo(new Refused("no block here"));
        assertThat(compare(address, PetalsProbe.Way.SESSION)).isEqualTo(new Refused("cache is full"));
        server.orElseThrow().fault = SwarmServer.Fault.GARBAGE;
        assertThat(compare(address, PetalsProbe.Way.FORWARD))
                .isInstanceOfSatisfying(
                        Unanswered.class, none -> assertThat(none.reason()).isEqualTo(Reason.MALFORMED));
        server.orElseThrow().close();
        assertThat(compare(address, PetalsProbe.Way.SESSION)).isInstanceOf(Unanswered.class);
    }

    @Test
    void a_server_that_answers_alike_every_time_is_told_from_one_that_does_not() {
        AtomicInteger runs = new AtomicInteger();
        SwarmServer.Blocks honest = inBf16(model.span(BLOCKS.span()));
        PeerAddress steady = serve(honest);
        assertThat(await(probe.repeat(steady, BLOCKS, rows, HIDDEN, 3))).isEqualTo(new Repeated(3, true, 0));
        server.orElseThrow().close();

        PeerAddress shaky = serve((input, tokens) -> {
            float[] output = honest.compute(input, tokens);
            output[7] += runs.getAndIncrement();
            return output;
        });
        assertThat(await(probe.repeat(shaky, BLOCKS, rows, HIDDEN, 3)))
                .isInstanceOfSatisfying(Repeated.class, repeated -> {
                    assertThat(repeated.sameBits()).isFalse();
                    assertThat(repeated.largestDifference()).isPositive();
                });
    }

    @Test
    void a_probe_that_the_profile_cannot_judge_is_not_sent() {
        PeerAddress address = serve(inBf16(model.span(BLOCKS.span())));
        float[] long1 = new float[(TOKENS + 1) * HIDDEN];

        assertThatThrownBy(() -> probe.compare(address, BLOCKS, long1, PetalsProbe.Way.FORWARD, reference))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 tokens");
        assertThatThrownBy(() -> probe.compare(
                        address, new BlockUids("tiny", new BlockSpan(0, 2)), rows, PetalsProbe.Way.FORWARD, reference))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SpanReference(model.span(BLOCKS.span()), model.root(), ComparisonProfile.EXACT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wide or strict");
        assertThatThrownBy(() -> new SpanReference(
                        model.span(new BlockSpan(0, 3)), model.root(), profile(NumericProfile.Kind.STRICT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spans of 2 blocks");
        assertThat(server.orElseThrow().calls).isEmpty();
    }

    private SpanObservation compare(PeerAddress address, PetalsProbe.Way way) {
        return await(probe.compare(address, BLOCKS, rows, way, reference));
    }

    private PeerAddress serve(SwarmServer.Blocks blocks) {
        SwarmServer started = new SwarmServer(HIDDEN, 1 << 20, blocks);
        server = Optional.of(started);
        return started.address();
    }

    private static SwarmServer.Blocks inBf16(SpanComputation span) {
        return (input, tokens) -> {
            float[][] boundaries = span.open().forward(input, tokens);
            float[] output = boundaries[boundaries.length - 1].clone();
            for (int i = 0; i < output.length; i++) {
                output[i] = FloatFormats.bfloat16(FloatFormats.toBfloat16(output[i]));
            }
            return output;
        };
    }
}
