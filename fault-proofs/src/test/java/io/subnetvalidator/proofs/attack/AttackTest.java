package io.subnetvalidator.proofs.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.subnetvalidator.proofs.model.WeightTransform;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttackTest {

    private static final String TENSOR = "model.layers.3.mlp.up_proj.weight";

    @ParameterizedTest
    @EnumSource
    void a_format_keeps_what_it_can_represent_and_no_group_exceeds_its_greatest_value(Quantization format) {
        float[] row = normal(256);
        float[] once = row.clone();
        format.weights(64).apply(TENSOR, 0, once);
        float[] twice = once.clone();
        format.weights(64).apply(TENSOR, 0, twice);

        assertThat(once).isNotEqualTo(row);
        for (int i = 0; i < row.length; i++) {
            assertThat(twice[i]).isCloseTo(once[i], within(1e-5f));
            assertThat(Math.abs(once[i])).isLessThanOrEqualTo(greatest(row) * 1.000001f);
        }
    }

    @Test
    void formats_are_as_coarse_as_their_bits_say() {
        assertThat(share(Quantization.INT8.weights(256))).isBetween(0.004, 0.01);
        assertThat(share(Quantization.FP8_E4M3.weights(256))).isBetween(0.02, 0.03);
        assertThat(share(Quantization.NF4.weights(64))).isBetween(0.07, 0.11);
        assertThat(share(Quantization.INT4.weights(32))).isBetween(0.08, 0.14);
    }

    @Test
    void changes_have_the_size_they_are_named_by() {
        assertThat(share(Weights.checkpoint(0.01, 1))).isCloseTo(0.01, within(0.002));
        double sum = 0;
        for (int row = 0; row < 200; row++) {
            sum += Math.pow(share(Weights.adapter(0.01, 8, 1), row), 2);
        }
        assertThat(Math.sqrt(sum / 200)).isCloseTo(0.01, within(0.001));
    }

    @Test
    void an_adapter_has_the_rank_it_is_named_by() {
        float[][] rows = new float[3][];
        for (int row = 0; row < 3; row++) {
            rows[row] = new float[64];
            Arrays.fill(rows[row], 1);
            Weights.adapter(0.5, 2, 1).apply(TENSOR, row, rows[row]);
            for (int i = 0; i < 64; i++) {
                rows[row][i] -= 1;
            }
        }
        // Three rows of a matrix of rank two are linearly dependent: the Gram determinant vanishes.
        double ab = cosine(rows[0], rows[1]);
        double ac = cosine(rows[0], rows[2]);
        double bc = cosine(rows[1], rows[2]);
        assertThat(1 + 2 * ab * ac * bc - ab * ab - ac * ac - bc * bc).isCloseTo(0, within(1e-4));
    }

    @Test
    void changes_are_the_same_in_every_load_and_differ_between_rows_tensors_and_seeds() {
        assertThat(changed(TENSOR, 1, 7)).isEqualTo(changed(TENSOR, 1, 7));
        assertThat(changed(TENSOR, 1, 7)).isNotEqualTo(changed(TENSOR, 2, 7));
        assertThat(changed(TENSOR, 1, 7)).isNotEqualTo(changed(TENSOR, 1, 8));
        assertThat(changed(TENSOR, 1, 7)).isNotEqualTo(changed("model.layers.3.mlp.down_proj.weight", 1, 7));
    }

    @Test
    void a_change_in_one_block_leaves_other_blocks_and_norms_alone() {
        WeightTransform change = Weights.inBlock(3, Weights.checkpoint(0.1, 1));
        float[] other = normal(8);
        float[] norm = normal(8);
        change.apply("model.layers.31.mlp.up_proj.weight", 0, other);
        change.apply("model.layers.3.input_layernorm.weight", 0, norm);

        assertThat(other).isEqualTo(normal(8));
        assertThat(norm).isEqualTo(normal(8));
        assertThat(share(change)).isPositive();
    }

    @Test
    void boundary_changes_leave_what_they_are_given_and_change_the_output_only() {
        float[] input = normal(32);
        float[][] honest = {normal(32), normal(32)};
        for (int i = 0; i < 32; i++) {
            honest[1][i] *= 2;
        }
        float[][] copy = {honest[0].clone(), honest[1].clone()};
        for (BoundaryChange change : new BoundaryChange[] {
            BoundaryChange.zeros(),
            BoundaryChange.signFlip(),
            BoundaryChange.fourChannels(),
            BoundaryChange.noise(0.1),
            BoundaryChange.biasedToken(0.1),
            BoundaryChange.biasedElement(0.1)
        }) {
            float[][] shown = change.apply(input, honest, 8, 1);
            assertThat(honest).isDeepEqualTo(copy);
            assertThat(shown[0]).isEqualTo(honest[0]);
            assertThat(shown[1]).isNotEqualTo(honest[1]);
        }
    }

    @Test
    void one_token_or_one_element_is_changed_where_one_is_named() {
        float[] input = new float[32];
        float[][] honest = {normal(32)};
        float[] token = BoundaryChange.biasedToken(0.1).apply(input, honest, 8, 1)[0];
        float[] element = BoundaryChange.biasedElement(0.1).apply(input, honest, 8, 1)[0];

        assertThat(differences(token, honest[0])).isEqualTo(8);
        assertThat(differences(element, honest[0])).isEqualTo(1);
    }

    @Test
    void stale_slots_hold_what_was_written_before_and_others_are_kept() {
        float[] rows = {0, 1, 2, 3, 4, 5};
        KeyValueChange.stale(4, 5, 2).store(rows, 6, 0, 1);

        assertThat(rows).containsExactly(0, 1, 2, 3, 2, 5);
    }

    private static int differences(float[] a, float[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] == b[i] ? 0 : 1;
        }
        return count;
    }

    private static float[] changed(String tensor, int row, long seed) {
        float[] values = normal(8);
        Weights.checkpoint(0.1, seed).apply(tensor, row, values);
        return values;
    }

    private static double share(WeightTransform change) {
        return share(change, 0);
    }

    private static double share(WeightTransform change, int row) {
        float[] before = normal(256);
        float[] after = before.clone();
        change.apply(TENSOR, row, after);
        double changed = 0;
        double all = 0;
        for (int i = 0; i < before.length; i++) {
            changed += Math.pow(after[i] - before[i], 2);
            all += Math.pow(before[i], 2);
        }
        return Math.sqrt(changed / all);
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static float greatest(float[] values) {
        float greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static float[] normal(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
