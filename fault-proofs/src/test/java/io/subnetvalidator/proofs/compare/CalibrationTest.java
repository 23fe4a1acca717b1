package io.subnetvalidator.proofs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.subnetvalidator.proofs.compare.HonestProbes.HonestProbe;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final int HIDDEN = 64;
    private static final double[] NOISE = {0.01, 0.04};
    private static final NumericProfile STRICT =
            new NumericProfile(NumericProfile.Kind.STRICT, NumberFormat.BF16, NumberFormat.BF16);
    private static final Calibration PLAN = plan(600, new Guarantee(0.03, 0.99));

    @Test
    void noise_scales_are_recovered_per_channel() {
        ComparisonProfile profile = PLAN.run(CalibrationTest::probe);

        for (int c = 0; c < HIDDEN; c++) {
            assertThat(profile.whitening().at(c)).isCloseTo(NOISE[c % 2], within(0.15 * NOISE[c % 2]));
        }
    }

    @Test
    void held_out_honest_probes_exceed_the_thresholds_about_as_often_as_alpha_says() {
        ComparisonProfile profile = PLAN.run(CalibrationTest::probe);

        for (int tokens : new int[] {1, 8}) {
            Thresholds thresholds = profile.thresholds(tokens).orElseThrow();
            int exceeded = 0;
            for (int i = 0; i < 1000; i++) {
                HonestProbe probe = probe(PLAN.firstFreeProbe() + i, tokens);
                Statistics s = probe.statistics(tokens, HIDDEN, 2, profile.whitening());
                exceeded += thresholds.exceededBy(s) ? 1 : 0;
            }
            assertThat(exceeded).as("of 1000 probes of %d tokens", tokens).isBetween(2, 40);
        }
    }

    @Test
    void the_same_probes_give_the_same_bytes() {
        assertThat(PLAN.run(CalibrationTest::probe).toBytes())
                .isEqualTo(PLAN.run(CalibrationTest::probe).toBytes());
    }

    @Test
    void honest_steps_in_any_number_are_not_evidence_of_a_fault_on_average() {
        ComparisonProfile profile = PLAN.run(CalibrationTest::probe);
        DeviationScale scale = profile.band(8).orElseThrow().deviations();

        double sum = 0;
        int count = 2000;
        for (int i = 0; i < count; i++) {
            Statistics s = probe(PLAN.firstFreeProbe() + i, 8).statistics(8, HIDDEN, 2, profile.whitening());
            sum += Math.exp(profile.sequential().clipped(scale.deviation(s)) - scale.normaliser());
        }

        assertThat(sum / count).isLessThan(1);
    }

    @Test
    void the_noisiest_kind_of_hardware_sets_the_thresholds() {
        HonestProbes mixed = (index, tokens) -> probe(index, tokens, index % 8 == 0 ? 1.3 : 1);
        ComparisonProfile profile = PLAN.run(mixed);

        int exceeded = 0;
        int count = 600;
        for (int i = 0; i < count; i++) {
            HonestProbe noisy = probe(PLAN.firstFreeProbe() + i, 8, 1.3);
            Thresholds thresholds = profile.thresholds(8).orElseThrow();
            exceeded += thresholds.exceededBy(noisy.statistics(8, HIDDEN, 2, profile.whitening())) ? 1 : 0;
        }

        assertThat(exceeded).as("of %d probes of the noisy kind", count).isLessThan(30);
    }

    @Test
    void an_alpha_that_the_probes_cannot_show_is_refused() {
        assertThatThrownBy(() -> plan(4000, Guarantee.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 4603");
        assertThat(plan(4603, Guarantee.DEFAULT).effort().thresholdProbes()).isEqualTo(4603);
    }

    private static Calibration plan(int thresholdProbes, Guarantee guarantee) {
        return new Calibration(
                "synthetic",
                STRICT,
                Optional.empty(),
                HIDDEN,
                2,
                new Calibration.Effort(
                        List.of(new Calibration.Lengths(1, 1), new Calibration.Lengths(2, 8)),
                        200,
                        thresholdProbes,
                        guarantee,
                        SequentialPlan.DEFAULT));
    }

    private static HonestProbe probe(long index, int tokens) {
        return probe(index, tokens, 1);
    }

    /** Normal updates of size 1 on a small stream, with noise in proportion to the update. */
    private static HonestProbe probe(long index, int tokens, double loudness) {
        Random random = new Random(index * 64 + tokens);
        float[] input = new float[tokens * HIDDEN];
        float[] reference = new float[input.length];
        float[] answer = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            reference[i] = (float) random.nextGaussian();
            answer[i] = (float) (reference[i] + loudness * NOISE[i % 2] * random.nextGaussian());
        }
        return new HonestProbe("noise " + loudness, input, reference, answer);
    }
}
