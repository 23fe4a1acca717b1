package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.proofs.workers.WorkerPool;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelsTest {

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void the_vector_module_of_the_build_gives_vector_kernels() {
        assertThat(Kernels.best().name()).startsWith("vector-");
    }

    @Test
    void this_machine_has_hardware_fma() {
        Kernels.requireHardwareFma();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "32, 256, 1",
        "33, 257, 2",
        "31, 255, 3",
        "64, 512, 4",
        "70, 300, 5",
        "130, 300, 1",
        "260, 513, 1",
        "96, 1000, 7",
        "128, 768, 8",
        "40, 600, 13",
        "352, 128, 32",
        "5, 100, 515"
    })
    void scalar_and_vector_kernels_return_the_bits_of_the_definition(int rows, int columns, int tokens) {
        float[] weights = bfloat16s(rows * columns);
        float[] x = values(tokens * columns);
        float[] expected = definition(weights, rows, columns, x, tokens);

        for (PackedMatrix matrix : new PackedMatrix[] {packed(rows, columns, weights), pairs(rows, columns, weights)}) {
            assertSameBits(Kernels.scalar().multiply(matrix, x, tokens), expected);
            assertSameBits(Kernels.best().multiply(matrix, x, tokens), expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "33, 257, 1", "40, 600, 2", "70, 300, 9", "352, 128, 32"})
    void halves_are_widened_exactly_subnormal_and_unbounded_ones_included(int rows, int columns, int tokens) {
        short[] bits = new short[rows * columns];
        float[] weights = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (short) random.nextInt();
            boolean bounded = (bits[i] & 0x7C00) != 0x7C00;
            // Infinities and NaN in the last panel only: the others take the fast way.
            if (!bounded && (i / columns < 32 || i % 5 != 0)) {
                bits[i] &= 0x03FF;
            }
            weights[i] = FloatFormats.float16(bits[i]);
        }
        float[] x = values(tokens * columns);
        float[] expected = definition(weights, rows, columns, x, tokens);

        PackedMatrix matrix = PackedMatrix.float16(rows, columns);
        for (int row = 0; row < rows; row++) {
            matrix.setRow(row, Arrays.copyOfRange(bits, row * columns, (row + 1) * columns));
        }
        assertThat(matrix.unbounded(0)).isFalse();
        assertThat(matrix.bytes()).isLessThan(4L * matrix.panels() * PackedMatrix.PANEL * columns);
        assertSameBits(Kernels.scalar().multiply(matrix, x, tokens), expected);
        assertSameBits(Kernels.best().multiply(matrix, x, tokens), expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7"})
    void the_number_of_threads_changes_no_bit(int threads) {
        float[] weights = bfloat16s(500 * 300);
        float[] x = values(13 * 300);
        float[] gate = values(20_000);
        float[] up = values(20_000);
        float[] gated = up.clone();
        Kernels.scalar().gate(gate, gated, 0, gated.length);
        try (WorkerPool pool = WorkerPool.of(threads)) {
            Kernels kernels = Kernels.best().on(pool);
            for (PackedMatrix matrix : new PackedMatrix[] {packed(500, 300, weights), pairs(500, 300, weights)}) {
                assertSameBits(kernels.multiply(matrix, x, 13), definition(weights, 500, 300, x, 13));
                assertSameBits(kernels.multiply(matrix, x, 1), definition(weights, 500, 300, x, 1));
            }
            kernels.gate(gate, up, 0, up.length);
            assertSameBits(up, gated);

            int[] seen = new int[1000];
            kernels.forRows(seen.length, (from, to) -> {
                for (int row = from; row < to; row++) {
                    seen[row]++;
                }
            });
            assertThat(seen).containsOnly(1);
        }
    }

    @Test
    void the_gated_activation_is_the_same_in_vectors_for_every_kind_of_argument() {
        // A prime step meets every exponent and every pattern of low bits; the ends of the range are walked value by
        // value.
        IntStream sampled = IntStream.range(0, 1 << 19).map(i -> i * 8191);
        IntStream overflow = IntStream.range(Float.floatToIntBits(-88.7f), Float.floatToIntBits(-89.1f));
        IntStream underflow = IntStream.range(Float.floatToIntBits(103.9f), Float.floatToIntBits(105.1f));
        float[] gate = new float[2_000_000];
        int count = 0;
        for (int bits :
                IntStream.concat(sampled, IntStream.concat(overflow, underflow)).toArray()) {
            gate[count++] = Float.intBitsToFloat(bits);
        }
        assertThat(count).isGreaterThan(700_000);
        float[] scalar = new float[count];
        Arrays.fill(scalar, 1.5f);
        float[] vector = scalar.clone();
        Kernels.scalar().gate(gate, scalar, 3, count);
        Kernels.best().gate(gate, vector, 3, count);
        assertSameBits(vector, scalar);
        assertThat(vector).startsWith(1.5f, 1.5f, 1.5f);
    }

    @Test
    void weighted_rows_of_every_width_have_the_bits_of_their_definition_and_touch_nothing_else() {
        for (int width = 1; width <= 70; width++) {
            int stride = width + width % 4;
            int terms = 1 + width % 9;
            float[] factors = values(terms + 2);
            float[] x = values(5 + terms * stride);
            float[] expected = new float[width + 20];
            for (int i = 0; i < width; i++) {
                for (int r = 0; r < terms; r++) {
                    expected[7 + i] = Math.fma(factors[2 + r], x[5 + r * stride + i], expected[7 + i]);
                }
            }
            for (Kernels kernels : new Kernels[] {Kernels.scalar(), Kernels.best()}) {
                float[] out = new float[width + 20];
                kernels.weightedRows(factors, 2, terms, x, 5, stride, out, 7, width);
                assertSameBits(out, expected);
            }
        }
    }

    @Test
    void infinities_subnormals_and_signed_zeros_come_out_alike() {
        int rows = 40;
        int columns = 513;
        float[] weights = bfloat16s(rows * columns);
        float[] x = values(2 * columns);
        weights[3] = Float.POSITIVE_INFINITY;
        weights[columns + 5] = Float.NaN;
        weights[2 * columns + 5] = Float.MAX_VALUE;
        for (int k = 0; k < columns; k++) {
            weights[4 * columns + k] = -0x1p-100f;
            weights[5 * columns + k] = -0.0f;
            x[columns + k] = 0x1p-100f;
        }
        float[] expected = definition(weights, rows, columns, x, 2);
        assertThat(Float.floatToIntBits(expected[rows + 4])).isEqualTo(Float.floatToIntBits(-0.0f));

        PackedMatrix matrix = packed(rows, columns, weights);
        assertSameBits(Kernels.scalar().multiply(matrix, x, 2), expected);
        assertSameBits(Kernels.best().multiply(matrix, x, 2), expected);
    }

    @Test
    void the_order_is_not_that_of_one_long_chain() {
        float[] weights = values(1000);
        float[] x = values(1000);
        float chain = 0;
        for (int k = 0; k < 1000; k++) {
            chain = Math.fma(x[k], weights[k], chain);
        }
        assertThat(Kernels.scalar().multiply(packed(1, 1000, weights), x, 1)[0]).isNotEqualTo(chain);
    }

    @Test
    void a_range_of_panels_writes_only_its_rows() {
        float[] weights = values(100 * 64);
        float[] x = values(3 * 64);
        PackedMatrix matrix = packed(100, 64, weights);
        float[] whole = Kernels.best().multiply(matrix, x, 3);

        float[] parts = new float[3 * 120];
        Kernels.best().multiply(matrix, x, 3, parts, 20, 120, 2, 4);
        Kernels.best().multiply(matrix, x, 3, parts, 20, 120, 0, 2);

        for (int t = 0; t < 3; t++) {
            for (int row = 0; row < 100; row++) {
                assertThat(parts[20 + t * 120 + row]).isEqualTo(whole[t * 100 + row]);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(parts[t * 120 + i]).isZero();
            }
        }
    }

    @Test
    void operands_that_do_not_fit_are_refused() {
        PackedMatrix matrix = packed(2, 3, new float[6]);
        assertThatThrownBy(() -> Kernels.scalar().multiply(matrix, new float[5], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 tokens of 3 columns");
        assertThatThrownBy(() -> Kernels.best().multiply(matrix, new float[3], 1, new float[1], 0, 2, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> matrix.setRow(0, new short[3])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> matrix.setRow(2, new float[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PackedMatrix.float32(1 << 20, 1 << 12)).hasMessageContaining("too large");
    }

    /** SEQ256, written as its definition reads. */
    private static float[] definition(float[] weights, int rows, int columns, float[] x, int tokens) {
        float[] out = new float[tokens * rows];
        for (int t = 0; t < tokens; t++) {
            for (int row = 0; row < rows; row++) {
                float sum = 0;
                for (int block = 0; block < columns; block += 256) {
                    float part = 0;
                    for (int k = block; k < Math.min(columns, block + 256); k++) {
                        part = Math.fma(x[t * columns + k], weights[row * columns + k], part);
                    }
                    sum = block == 0 ? part : sum + part;
                }
                out[t * rows + row] = sum;
            }
        }
        return out;
    }

    private static PackedMatrix packed(int rows, int columns, float[] weights) {
        return PackedMatrix.of(rows, columns, weights);
    }

    private static PackedMatrix pairs(int rows, int columns, float[] weights) {
        PackedMatrix matrix = PackedMatrix.bfloat16(rows, columns);
        for (int row = 0; row < rows; row++) {
            short[] bits = new short[columns];
            for (int k = 0; k < columns; k++) {
                bits[k] = FloatFormats.toBfloat16(weights[row * columns + k]);
            }
            matrix.setRow(row, bits);
        }
        return matrix;
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-6, 7)));
        }
        return values;
    }

    private float[] bfloat16s(int count) {
        float[] values = values(count);
        for (int i = 0; i < count; i++) {
            values[i] = FloatFormats.bfloat16(FloatFormats.toBfloat16(values[i]));
        }
        return values;
    }

    private static void assertSameBits(float[] actual, float[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            if (FloatFormats.canonicalBits(actual[i]) != FloatFormats.canonicalBits(expected[i])) {
                throw new AssertionError("element " + i + " is " + actual[i] + ", not " + expected[i]);
            }
        }
    }
}
