package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;

/**
 * Makes one number of the three statistics of a step: the greatest of their standardised logarithms. A maximum, so that one bad
 * token or one bad element is not diluted by all the good ones.
 *
 * @param energy scale of M1
 * @param token scale of M2
 * @param element scale of M3
 * @param normaliser logarithm of what the exponential of clipped evidence averages to at most in honest work, at least 0; it is
 *     subtracted from every step's evidence
 */
public record DeviationScale(LogScale energy, LogScale token, LogScale element, double normaliser) {

    /** @throws IllegalArgumentException when the normaliser is negative or not finite */
    public DeviationScale {
        if (!(normaliser >= 0) || Double.isInfinite(normaliser)) {
            throw new IllegalArgumentException("a normaliser must be finite and not negative, not " + normaliser);
        }
    }

    /** How far a step lies above honest work, in honest spreads. */
    public double deviation(Statistics statistics) {
        return Math.max(
                energy.deviation(statistics.meanEnergy()),
                Math.max(token.deviation(statistics.worstToken()), element.deviation(statistics.worstElement())));
    }

    /** The statistics that lie exactly this far above honest work. */
    Thresholds at(double deviation) {
        return new Thresholds(energy.at(deviation), token.at(deviation), element.at(deviation));
    }

    DeviationScale raisedBy(double deviation) {
        return new DeviationScale(
                energy.raisedBy(deviation), token.raisedBy(deviation), element.raisedBy(deviation), normaliser);
    }

    DeviationScale withNormaliser(double value) {
        return new DeviationScale(energy, token, element, value);
    }

    /** A scale on which nothing deviates more than on either of the two. */
    DeviationScale worse(DeviationScale other) {
        return new DeviationScale(
                energy.worse(other.energy),
                token.worse(other.token),
                element.worse(other.element),
                Math.max(normaliser, other.normaliser));
    }

    void encode(ScaleWriter out) {
        energy.encode(out);
        token.encode(out);
        element.encode(out);
        out.f64Bits(normaliser);
    }

    static DeviationScale decode(ScaleReader in) {
        LogScale energy = LogScale.decode(in);
        LogScale token = LogScale.decode(in);
        LogScale element = LogScale.decode(in);
        double normaliser = in.f64Bits();
        return Decoded.value(in, () -> new DeviationScale(energy, token, element, normaliser));
    }
}
