package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * The three statistics of one step. All are means or maxima of squared whitened errors: about 1 for honest noise, without unit.
 *
 * @param meanEnergy M1, mean over all elements
 * @param worstToken M2, greatest mean over one token
 * @param worstElement M3, greatest single element
 */
public record Statistics(double meanEnergy, double worstToken, double worstElement) {

    /** No error at all, or none that can be measured. */
    public static final Statistics ZERO = new Statistics(0, 0, 0);

    /** Raw bits, so that equal statistics are equal bytes. */
    public void encode(ScaleWriter out) {
        out.f64Bits(meanEnergy).f64Bits(worstToken).f64Bits(worstElement);
    }

    public static Statistics decode(ScaleReader in) {
        double meanEnergy = in.f64Bits();
        double worstToken = in.f64Bits();
        return new Statistics(meanEnergy, worstToken, in.f64Bits());
    }
}
