package io.subnetvalidator.proofs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UpdateComparisonTest {

    private static final Whitening SCALE = Whitening.scalar(0.01);

    @Test
    void equal_outputs_have_no_energy() {
        float[] x = {1, 2, 3, 4};
        float[] y = {2, 1, 5, 4};

        assertThat(UpdateComparison.compare(x, y, y, 1, 4, 2, SCALE)).isEqualTo(Statistics.ZERO);
    }

    @Test
    void the_statistics_are_those_of_the_formula() {
        // Updates 1, 1, 2, 4 have the median 1.5; the stream is 0, so that rounding is negligible.
        float[] x = {0, 0, 0, 0, 0, 0, 0, 0};
        float[] y = {1, -1, 2, -4, 1, -1, 2, -4};
        float[] n = y.clone();
        n[2] += 0.5f;
        double tau = 1.5 / 0.6745;
        double rounding = 2.0 * 1 * (0x1p-6 * 0x1p-6) / 12.0;
        double energy = 0.25 / (tau * 0.01 * tau * 0.01 + rounding);

        Statistics statistics = UpdateComparison.compare(x, y, n, 2, 4, 1, SCALE);

        assertThat(statistics.worstElement()).isCloseTo(energy, within(1e-9));
        assertThat(statistics.worstToken()).isCloseTo(energy / 4, within(1e-9));
        assertThat(statistics.meanEnergy()).isCloseTo(energy / 8, within(1e-9));
    }

    @Test
    void the_stream_carried_through_does_not_hide_a_missing_update() {
        SplittableRandom random = new SplittableRandom(3);
        float[] x = new float[64];
        float[] y = new float[64];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextDouble() * 2 - 1);
            y[i] = x[i] + (float) (random.nextDouble() * 0.2 - 0.1);
        }

        assertThat(UpdateComparison.compare(x, y, x, 1, 64, 1, SCALE).meanEnergy())
                .isGreaterThan(1000);
    }

    @Test
    void a_reference_that_is_zero_everywhere_still_gives_finite_statistics() {
        Statistics statistics = UpdateComparison.compare(
                new float[4], new float[4], new float[] {Float.MAX_VALUE, 0, 0, 0}, 1, 4, 1, SCALE);

        assertThat(statistics.worstElement()).isFinite().isPositive();
    }

    @Test
    void the_rounding_term_is_the_step_of_bf16() {
        assertThat(UpdateComparison.rounding(1f, 6)).isEqualTo(2 * 6 * Math.pow(2, -14) / 12);
        assertThat(UpdateComparison.rounding(-1.99f, 6)).isEqualTo(UpdateComparison.rounding(1f, 6));
        assertThat(UpdateComparison.rounding(2f, 6)).isEqualTo(4 * UpdateComparison.rounding(1f, 6));
        assertThat(UpdateComparison.rounding(0f, 1)).isEqualTo(2 * Math.pow(2, -266) / 12);
    }

    @Test
    void the_median_of_an_even_count_is_the_mean_of_the_middle() {
        float[] x = new float[8];
        float[] y = {-8, 1, 3, 2, 100, 5, 7, 6};

        assertThat(UpdateComparison.updateScale(x, y, 0, 8)).isEqualTo(5.5 / 0.6745);
        assertThat(UpdateComparison.updateScale(x, y, 1, 3)).isEqualTo(2 / 0.6745);
    }
}
