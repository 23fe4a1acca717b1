package io.subnetvalidator.proofs.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.WeightFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxRuntimeTest {

    private static final List<Contender> CONTENDERS = List.of(
            new OnnxContender(),
            new KernelContender("fp32", Kernels.best(), WeightFormat.FLOAT32),
            new KernelContender("bf16", Kernels.best(), WeightFormat.BFLOAT16),
            new KernelContender("scalar", Kernels.scalar(), WeightFormat.BFLOAT16));

    /** Its order of sums is a matter of its version and CPU, so equality up to rounding is all that can be demanded. */
    @Test
    void products_of_an_independent_library_agree_up_to_rounding() {
        Shape shape = new Shape(100, 600);
        float[] weights = new float[shape.rows() * shape.columns()];
        float[] x = new float[3 * shape.columns()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i * 37 % 255 - 127) / 128f;
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = (i * 91 % 509 - 254) / 256f;
        }
        float[][] outs = new float[CONTENDERS.size()][3 * shape.rows()];
        for (int i = 0; i < outs.length; i++) {
            try (Contender.Loaded loaded = CONTENDERS.get(i).load(shape, weights, 2)) {
                loaded.multiply(x, 3, outs[i]);
            }
        }
        for (int i = 0; i < outs[0].length; i++) {
            assertThat(Math.abs(outs[1][i] - outs[0][i])).isLessThan(1e-4f);
            assertThat(outs[2][i]).isEqualTo(outs[1][i]);
            assertThat(outs[3][i]).isEqualTo(outs[1][i]);
        }
    }

    @Test
    void a_row_of_the_table_has_every_contender_and_fits_80_columns() {
        KernelBench bench = new KernelBench(System::nanoTime, KernelBench.LEAST_BUDGET);
        List<ProductRow> rows = bench.products(new Shape(64, 300), new int[] {1, 5}, 2, CONTENDERS);
        assertThat(rows).extracting(ProductRow::tokens).containsExactly(1, 5);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.measures())
                    .hasSize(4)
                    .allSatisfy(measure -> assertThat(measure.gigaflops()).isPositive());
            assertThat(row.measures().get(2).equal())
                    .isEqualTo(row.measures().get(1).equal());
            assertThat(BenchTable.row(row)).hasSizeLessThanOrEqualTo(80);
        });
        assertThat(BenchTable.header(CONTENDERS)).hasSizeLessThanOrEqualTo(80);
    }
}
