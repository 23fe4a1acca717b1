package io.subnetvalidator.proofs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
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
