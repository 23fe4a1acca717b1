package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttentionTest {

    private static final int SIZE = 6;
    private static final int CAPACITY = 50;

    private final SplittableRandom random = new SplittableRandom(3);
    private final float[] query = values(SIZE);
    private final float[] keys = values(SIZE * CAPACITY);
    private final float[] values = values(SIZE * CAPACITY);

    @Test
    void the_result_has_the_bits_of_sums_taken_key_by_key() {
        int from = 4;
        int to = 41;
        float[] weights = new float[to];
        float greatest = Float.NEGATIVE_INFINITY;
        for (int j = from; j < to; j++) {
            float score = 0;
            for (int d = 0; d < SIZE; d++) {
                score = Math.fma(query[d], keys[d * CAPACITY + j], score);
            }
            weights[j] = score * 0.4f;
            greatest = Math.max(greatest, weights[j]);
        }
        float total = 0;
        for (int j = from; j < to; j++) {
            weights[j] = Exponential.exp(weights[j] - greatest);
            total += weights[j];
        }
        float[] expected = new float[SIZE];
        for (int d = 0; d < SIZE; d++) {
            for (int j = from; j < to; j++) {
                expected[d] = Math.fma(weights[j] / total, values[j * SIZE + d], expected[d]);
            }
        }

        assertThat(attend(from, to)).isEqualTo(expected);
    }

    @Test
    void keys_outside_the_range_have_no_influence() {
        float[] before = attend(10, 20);
        for (int d = 0; d < SIZE; d++) {
            keys[d * CAPACITY + 9] = Float.NaN;
            keys[d * CAPACITY + 20] = Float.NaN;
            values[9 * SIZE + d] = Float.NaN;
            values[20 * SIZE + d] = Float.NaN;
        }
        assertThat(attend(10, 20)).isEqualTo(before).doesNotContain(Float.NaN);
    }

    @Test
    void one_key_returns_its_value() {
        float[] out = attend(7, 8);
        for (int d = 0; d < SIZE; d++) {
            assertThat(out[d]).isEqualTo(values[7 * SIZE + d]);
        }
    }

    @Test
    void rotation_keeps_length_and_depends_on_position_only_by_difference() {
        double[] frequencies = {1, 0.1, 0.01};
        RotaryTable table = RotaryTable.of(frequencies, 0, 40);
        float near = rotatedProduct(table, 5, 2);
        float far = rotatedProduct(table, 33, 30);
        assertThat(near).isCloseTo(far, within(1e-5f));
        assertThat(near).isNotCloseTo(rotatedProduct(table, 5, 3), within(1e-3f));
    }

    @Test
    void a_later_table_continues_an_earlier_one() {
        double[] frequencies = {1, 0.1, 0.01};
        float[] whole = query.clone();
        float[] late = query.clone();
        RotaryTable.of(frequencies, 0, 40).rotate(whole, 0, 37);
        RotaryTable.of(frequencies, 37, 1).rotate(late, 0, 0);
        assertThat(late).isEqualTo(whole);
    }

    private float rotatedProduct(RotaryTable table, int queryPosition, int keyPosition) {
        float[] a = query.clone();
        float[] b = {0.3f, -0.7f, 0.2f, 0.9f, -0.1f, 0.5f};
        table.rotate(a, 0, queryPosition);
        table.rotate(b, 0, keyPosition);
        float product = 0;
        for (int d = 0; d < SIZE; d++) {
            product += a[d] * b[d];
        }
        return product;
    }

    private float[] attend(int from, int to) {
        float[] out = new float[SIZE];
        Attention.attend(
                Kernels.scalar(),
                query,
                0,
                keys,
                values,
                0,
                CAPACITY,
                SIZE,
                from,
                to,
                0.4f,
                new float[CAPACITY],
                out,
                0);
        return out;
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return values;
    }
}
