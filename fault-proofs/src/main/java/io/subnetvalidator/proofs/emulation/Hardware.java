package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One kind of honest hardware.
 *
 * @param accumulation order of sums
 * @param rounding where results are rounded to the format of the activations, eager or fused
 * @param format of weights and activations
 */
public record Hardware(Accumulation accumulation, RoundingPoints rounding, NumberFormat format) {

    private static final List<Accumulation> EAGER_SUMS = List.of(
            Accumulation.BACKWARD,
            Accumulation.LANES_8,
            Accumulation.TREE,
            Accumulation.TILES_16,
            Accumulation.SPLIT_2,
            Accumulation.SPLIT_4,
            Accumulation.SPLIT_8);
    private static final List<Accumulation> FUSED_SUMS =
            List.of(Accumulation.LANES_16, Accumulation.TREE, Accumulation.TILES_32, Accumulation.SPLIT_4);
    private static final List<Accumulation> BF16_SUMS =
            List.of(Accumulation.SPLIT_2_BF16, Accumulation.SPLIT_4_BF16, Accumulation.SPLIT_8_BF16);

    /** @throws IllegalArgumentException when rounding points are missing */
    public Hardware {
        if (rounding == RoundingPoints.UNDECLARED) {
            throw new IllegalArgumentException("hardware rounds somewhere: EAGER or FUSED");
        }
    }

    /** bf16 with fp32 accumulation. */
    public static List<Hardware> strict() {
        List<Hardware> kinds = new ArrayList<>(bf16(EAGER_SUMS, RoundingPoints.EAGER));
        kinds.addAll(bf16(FUSED_SUMS, RoundingPoints.FUSED));
        return List.copyOf(kinds);
    }

    /** What {@link #strict()} has, and sums whose partial results are kept in bf16. */
    public static List<Hardware> wide() {
        List<Hardware> kinds = new ArrayList<>(strict());
        kinds.addAll(bf16(BF16_SUMS, RoundingPoints.EAGER));
        kinds.addAll(bf16(BF16_SUMS, RoundingPoints.FUSED));
        return List.copyOf(kinds);
    }

    /** bf16 with fp32 accumulation and these rounding points. */
    public static List<Hardware> matched(RoundingPoints rounding) {
        return bf16(rounding == RoundingPoints.EAGER ? EAGER_SUMS : FUSED_SUMS, rounding);
    }

    /** Formats finer than bf16, which a bf16 profile has to bear although it was not calibrated on them. */
    public static List<Hardware> finer() {
        return List.of(
                new Hardware(Accumulation.TILES_16, RoundingPoints.EAGER, NumberFormat.F16),
                new Hardware(Accumulation.TILES_32, RoundingPoints.FUSED, NumberFormat.F16),
                new Hardware(Accumulation.LANES_8, RoundingPoints.EAGER, NumberFormat.F32));
    }

    /** The machine that serves as reference for a profile with declared rounding points. */
    public static Hardware reference(RoundingPoints rounding) {
        return new Hardware(Accumulation.FORWARD, rounding, NumberFormat.BF16);
    }

    /**
     * The kinds that are honest under a profile.
     *
     * @throws IllegalArgumentException for exact profiles, which bear no noise
     */
    public static List<Hardware> honestUnder(NumericProfile declared) {
        return switch (declared.kind()) {
            case STRICT -> strict();
            case WIDE -> wide();
            case MATCHED -> matched(declared.rounding());
            case EXACT ->
                throw new IllegalArgumentException("an exact profile bears no noise and needs no calibration");
        };
    }

    private static List<Hardware> bf16(List<Accumulation> sums, RoundingPoints rounding) {
        return sums.stream()
                .map(sum -> new Hardware(sum, rounding, NumberFormat.BF16))
                .toList();
    }

    /** As people read it: {@code bf16 eager split-4}. */
    public String text() {
        return (format + " " + rounding + " " + accumulation)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }
}
