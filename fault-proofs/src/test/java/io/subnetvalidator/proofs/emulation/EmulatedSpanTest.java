package io.subnetvalidator.proofs.emulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.model.WeightTransform;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmulatedSpanTest {

    private static final BlockSpan SPAN = new BlockSpan(1, 2);
    private static final int TOKENS = 20;

    private final ReferenceModel model;
    private final float[] input;
    private final float[] reference;

    EmulatedSpanTest(@TempDir Path directory) {
        TinyModel.write(directory, 3, TinyShape.DEFAULT);
        model = ReferenceModel.open(directory);
        input = model.embed(new SplittableRandom(1).ints(TOKENS, 0, 320).toArray());
        reference = model.span(SPAN).open().forward(input, TOKENS)[1];
    }

    @Test
    void most_kinds_of_hardware_give_bits_of_their_own_and_all_are_near_the_reference() {
        Set<Integer> seen = new HashSet<>();
        for (Hardware hardware : Hardware.wide()) {
            float[] output = run(hardware);
            seen.add(Arrays.hashCode(output));
            assertThat(errorOfUpdate(output)).as(hardware.text()).isBetween(1e-4, 0.05);
        }
        // In so small a span some orders happen to round to the same values.
        assertThat(seen.size()).isGreaterThanOrEqualTo(Hardware.wide().size() / 2);
    }

    @Test
    void fp32_hardware_is_nearer_than_fp16_and_fp16_nearer_than_bf16() {
        double f32 = errorOfUpdate(run(hardware(NumberFormat.F32)));
        double f16 = errorOfUpdate(run(hardware(NumberFormat.F16)));
        double bf16 = errorOfUpdate(run(hardware(NumberFormat.BF16)));

        assertThat(f32).isLessThan(1e-5);
        assertThat(f16).isBetween(f32, bf16 / 3);
    }

    @Test
    void a_machine_imitates_the_reference_of_its_rounding_points_better_than_the_canonical_one() {
        for (RoundingPoints rounding : new RoundingPoints[] {RoundingPoints.EAGER, RoundingPoints.FUSED}) {
            float[] matched =
                    EmulatedSpan.reference(model, SPAN, rounding).open().forward(input, TOKENS)[1];
            for (Hardware hardware : Hardware.matched(rounding)) {
                float[] output = run(hardware);
                assertThat(distance(output, matched)).as(hardware.text()).isLessThan(0.8 * distance(output, reference));
            }
        }
    }

    @Test
    void boundaries_hold_values_of_the_number_format_and_the_input_is_left_alone() {
        float[] before = input.clone();
        float[] output = run(hardware(NumberFormat.BF16));

        for (float value : output) {
            assertThat(FloatFormats.bfloat16(FloatFormats.toBfloat16(value))).isEqualTo(value);
        }
        assertThat(input).isEqualTo(before);
    }

    @Test
    void a_sequence_cut_into_prefill_and_single_tokens_gives_the_same_bits() {
        for (Hardware hardware : Hardware.wide()) {
            EmulatedSpan span = EmulatedSpan.load(model, SPAN, hardware, WeightTransform.NONE);
            float[] whole = span.open().forward(input, TOKENS)[1];
            SpanSession session = span.open();
            int hidden = model.hiddenSize();
            int prefill = TOKENS - 3;
            session.forward(Arrays.copyOf(input, prefill * hidden), prefill);
            for (int t = prefill; t < TOKENS; t++) {
                float[] row = session.forward(Arrays.copyOfRange(input, t * hidden, (t + 1) * hidden), 1)[1];
                assertThat(row)
                        .as("%s, token %d", hardware.text(), t)
                        .isEqualTo(Arrays.copyOfRange(whole, t * hidden, (t + 1) * hidden));
            }
        }
    }

    @Test
    void a_window_changes_what_late_tokens_see_and_nothing_else() {
        HeldWeights weights = HeldWeights.of(model, SPAN, NumberFormat.BF16, WeightTransform.NONE);
        AttentionVariant window = new AttentionVariant() {
            @Override
            public int firstKey(int position) {
                return Math.max(0, position - 9);
            }
        };
        Hardware hardware = hardware(NumberFormat.BF16);
        float[] honest = EmulatedSpan.of(weights, hardware).open().forward(input, TOKENS)[1];
        float[] cheat = new EmulatedSpan(weights, SPAN, hardware, window).open().forward(input, TOKENS)[1];

        int seeingAll = 10 * model.hiddenSize();
        assertThat(Arrays.copyOf(cheat, seeingAll)).isEqualTo(Arrays.copyOf(honest, seeingAll));
        assertThat(cheat).isNotEqualTo(honest);
    }

    @Test
    void hardware_without_rounding_points_does_not_exist() {
        assertThatThrownBy(() -> new Hardware(Accumulation.TREE, RoundingPoints.UNDECLARED, NumberFormat.BF16))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Hardware hardware(NumberFormat format) {
        return new Hardware(Accumulation.LANES_8, RoundingPoints.EAGER, format);
    }

    private float[] run(Hardware hardware) {
        return EmulatedSpan.load(model, SPAN, hardware, WeightTransform.NONE)
                .open()
                .forward(input, TOKENS)[1];
    }

    private double errorOfUpdate(float[] output) {
        return distance(output, reference) / distance(reference, input);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
