package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayerNormTest {

    private static final int SIZE = 700;

    @Test
    void a_row_of_several_blocks_agrees_with_double_arithmetic() {
        SplittableRandom random = new SplittableRandom(3);
        float[] x = values(random, 2 * SIZE, 5, 40);
        float[] weight = values(random, SIZE, 1, 0.2);
        float[] bias = values(random, SIZE, 0, 0.5);

        float[] out = LayerNorm.rows(x, 2, weight, bias, 1e-5f);

        for (int row = 0; row < 2; row++) {
            double mean = 0;
            for (int i = 0; i < SIZE; i++) {
                mean += x[row * SIZE + i] / (double) SIZE;
            }
            double variance = 0;
            for (int i = 0; i < SIZE; i++) {
                variance += Math.pow(x[row * SIZE + i] - mean, 2) / SIZE;
            }
            for (int i = 0; i < SIZE; i++) {
                double expected = (x[row * SIZE + i] - mean) / Math.sqrt(variance + 1e-5f) * weight[i] + bias[i];
                assertThat((double) out[row * SIZE + i]).isCloseTo(expected, within(2e-6));
            }
        }
    }

    @Test
    void sums_go_in_blocks_of_256() {
        float[] x = new float[513];
        float[] weight = new float[513];
        x[0] = 0x1p24f;
        x[256] = 1;
        x[257] = 1;
        x[512] = -0x1p24f;
        Arrays.fill(weight, 1);
        float[] out = LayerNorm.rows(x, 1, weight, new float[513], 0);
        // One after another 2^24 + 1 + 1 stays 2^24 and the mean is 0; in blocks it is 2^24 + 2 and the mean 2/513.
        assertThat(out[100]).isNegative();
    }

    @Test
    void slopes_of_linear_biases_are_the_published_ones() {
        assertThat(LinearBias.slopes(8))
                .containsExactly(0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0x1p-6f, 0x1p-7f, 0x1p-8f);
        assertThat(LinearBias.slopes(1)).containsExactly(0x1p-8f);
        // Press et al.: twelve heads take the eight of 8 and every second one of 16.
        assertThat(LinearBias.slopes(12)[8]).isEqualTo((float) Math.sqrt(0.5));
        assertThat(LinearBias.slopes(12)[11]).isEqualTo((float) StrictMath.pow(2, -3.5));
        assertThat(LinearBias.slopes(112)).hasSize(112).doesNotHaveDuplicates();
    }

    private static float[] values(SplittableRandom random, int count, double mean, double spread) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (mean + spread * (random.nextDouble() - 0.5));
        }
        return values;
    }
}
