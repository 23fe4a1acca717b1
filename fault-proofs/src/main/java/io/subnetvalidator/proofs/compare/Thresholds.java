package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;

/** Greatest statistics that still count as honest noise; all finite and positive. */
public record Thresholds(double meanEnergy, double worstToken, double worstElement) {

    /** @throws IllegalArgumentException when one is not finite and positive */
    public Thresholds {
        Finite.requirePositive(meanEnergy, "threshold of the mean energy");
        Finite.requirePositive(worstToken, "threshold of the worst token");
        Finite.requirePositive(worstElement, "threshold of the worst element");
    }

    /** Whether any statistic is above its threshold. */
    public boolean exceededBy(Statistics statistics) {
        return statistics.meanEnergy() > meanEnergy
                || statistics.worstToken() > worstToken
                || statistics.worstElement() > worstElement;
    }

    Thresholds max(Thresholds other) {
        return new Thresholds(
                Math.max(meanEnergy, other.meanEnergy),
                Math.max(worstToken, other.worstToken),
                Math.max(worstElement, other.worstElement));
    }

    public void encode(ScaleWriter out) {
        out.f64Bits(meanEnergy).f64Bits(worstToken).f64Bits(worstElement);
    }

    public static Thresholds decode(ScaleReader in) {
        double meanEnergy = in.f64Bits();
        double worstToken = in.f64Bits();
        double worstElement = in.f64Bits();
        return Decoded.value(in, () -> new Thresholds(meanEnergy, worstToken, worstElement));
    }
}
