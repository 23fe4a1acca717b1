package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import java.util.Arrays;

/** Honest noise of each channel in units of the token's update scale ({@code s_c}): one number for all, or one per channel. */
public final class Whitening {

    private final double[] scales;

    private Whitening(double[] scales) {
        if (scales.length < 1 || scales.length > TranscriptLimits.MAX_HIDDEN) {
            throw new IllegalArgumentException(
                    "a whitening has 1 to " + TranscriptLimits.MAX_HIDDEN + " scales, not " + scales.length);
        }
        for (double scale : scales) {
            Finite.requirePositive(scale, "noise scale");
        }
        this.scales = scales;
    }

    /** The same scale for every channel. */
    public static Whitening scalar(double scale) {
        return new Whitening(new double[] {scale});
    }

    /** @throws IllegalArgumentException when there is no scale, or one is not finite and positive */
    public static Whitening perChannel(double[] scales) {
        return new Whitening(scales.clone());
    }

    /** Whether it can be used for rows of this many values. */
    public boolean fits(int hidden) {
        return scales.length == 1 || scales.length == hidden;
    }

    public double at(int channel) {
        return scales.length == 1 ? scales[0] : scales[channel];
    }

    public void encode(ScaleWriter out) {
        out.compact(scales.length);
        for (double scale : scales) {
            out.f64Bits(scale);
        }
    }

    public static Whitening decode(ScaleReader in) {
        double[] scales = new double[in.count(8, TranscriptLimits.MAX_HIDDEN)];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = in.f64Bits();
        }
        return Decoded.value(in, () -> new Whitening(scales));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Whitening that && Arrays.equals(scales, that.scales);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(scales);
    }

    @Override
    public String toString() {
        return scales.length == 1 ? "Whitening(" + scales[0] + ")" : "Whitening(" + scales.length + " channels)";
    }
}
