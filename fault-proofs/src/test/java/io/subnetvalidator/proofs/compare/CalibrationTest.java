package io.subnetvalidator.proofs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.subnetvalidator.proofs.compare.HonestProbes.HonestProbe;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final int HIDDEN = 64;
    private static final double[] NOISE = {0.01, 0.04};
    private static final Calibration PLAN = new Calibration(
            "synthetic",
            NumericProfile.Kind.STRICT,
            Optional.empty(),
            HIDDEN,
            2,
            List.of(List.of(1, 1), List.of(2, 8)),
            200,
            600,
            0.03,
            1);

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
                Statistics s = UpdateComparison.compare(
                        probe.input(), probe.reference(), probe.answer(), tokens, HIDDEN, 2, profile.whitening());
                exceeded += s.meanEnergy() > thresholds.meanEnergy()
                                || s.worstToken() > thresholds.worstToken()
                                || s.worstElement() > thresholds.worstElement()
                        ? 1
                        : 0;
            }
            assertThat(exceeded).as("of 1000 probes of %d tokens", tokens).isBetween(2, 70);
        }
    }

    @Test
    void the_same_probes_give_the_same_bytes() {
        assertThat(PLAN.run(CalibrationTest::probe).toBytes())
                .isEqualTo(PLAN.run(CalibrationTest::probe).toBytes());
    }

    @Test
    void an_alpha_that_the_probes_cannot_show_is_refused() {
        assertThatThrownBy(() -> new Calibration(
                        "too few",
                        NumericProfile.Kind.STRICT,
                        Optional.empty(),
                        HIDDEN,
                        2,
                        List.of(List.of(1, 1)),
                        30,
                        40,
                        1e-3,
                        1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 3000");
    }

    /** Normal updates of size 1 on a small stream, with noise in proportion to the update. */
    private static HonestProbe probe(long index, int tokens) {
        Random random = new Random(index * 64 + tokens);
        float[] input = new float[tokens * HIDDEN];
        float[] reference = new float[input.length];
        float[] answer = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            reference[i] = (float) random.nextGaussian();
            answer[i] = (float) (reference[i] + NOISE[i % 2] * random.nextGaussian());
        }
        return new HonestProbe(input, reference, answer);
    }
}
