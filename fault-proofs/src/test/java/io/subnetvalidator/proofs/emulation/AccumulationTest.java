package io.subnetvalidator.proofs.emulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.subnetvalidator.proofs.emulation.Accumulation.Part;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccumulationTest {

    @ParameterizedTest
    @EnumSource
    void every_product_is_in_exactly_one_part(Accumulation accumulation) {
        for (int count : new int[] {1, 2, 7, 8, 31, 33, 256, 500}) {
            int[] seen = new int[count];
            for (Part part : accumulation.parts(count)) {
                for (int i = 0; i < part.size(); i++) {
                    seen[part.start() + i * part.stride()]++;
                }
            }
            assertThat(seen).as("%d products", count).containsOnly(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sums_that_are_exact_in_any_order_come_out_exactly(Accumulation accumulation) {
        float[] ones = new float[96];
        Arrays.fill(ones, 1);
        List<float[]> rows = List.of(ones, ones);

        float[] product = new PartedMatrix(accumulation, rows, NumberFormat.BF16).multiply(Kernels.best(), ones, 1);

        assertThat(product).containsExactly(96, 96);
        assertThat(accumulation.dot(accumulation.parts(96), ones, 0, ones, 0)).isEqualTo(96);
    }

    @ParameterizedTest
    @EnumSource
    void products_are_those_of_its_own_single_sums(Accumulation accumulation) {
        SplittableRandom random = new SplittableRandom(1);
        List<float[]> rows = new ArrayList<>();
        for (int row = 0; row < 40; row++) {
            rows.add(Rounding.all(NumberFormat.BF16, values(random, 200)));
        }
        float[] x = values(random, 200);

        float[] product = new PartedMatrix(accumulation, rows, NumberFormat.BF16).multiply(Kernels.best(), x, 1);

        List<Part> parts = accumulation.parts(200);
        for (int row = 0; row < rows.size(); row++) {
            float single = accumulation.dot(parts, rows.get(row), 0, x, 0);
            if (accumulation.partials() == NumberFormat.F32) {
                assertThat(product[row]).isEqualTo(single);
            } else {
                assertThat(product[row])
                        .isEqualTo(FloatFormats.bfloat16(FloatFormats.toBfloat16(product[row])))
                        .isCloseTo(single, within(0.3f));
            }
        }
    }

    private static float[] values(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }
}
