package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.transcript.Decoded;

/**
 * How the steps of one node combine in a sequential probability ratio test (Wald 1945). Against the hypothesis that the node is
 * honest stands one whose deviations are {@code shift} spreads higher; for normal deviations {@code u} the logarithm of the
 * likelihood ratio of one step is {@code shift * (u - shift / 2)}. It is clipped, so that no single step decides.
 *
 * @param alpha bound of the probability that one test ever convicts an honest node
 * @param beta bound of the probability that the test acquits a node of the alternative
 * @param shift of the alternative, in spreads
 * @param clip greatest evidence of one step, either way
 */
public record SequentialPlan(double alpha, double beta, double shift, double clip) {

    /** One conviction of an honest node in a million tests; at least five steps before any. */
    public static final SequentialPlan DEFAULT = new SequentialPlan(1e-6, 0.01, 2.5, 3);

    /** @throws IllegalArgumentException when a probability or a size is out of range */
    public SequentialPlan {
        if (!(alpha > 0 && alpha < 0.5) || !(beta > 0 && beta < 0.5)) {
            throw new IllegalArgumentException(
                    "error rates of a sequential test lie between 0 and 0.5, not " + alpha + " and " + beta);
        }
        Finite.requirePositive(shift, "shift");
        Finite.requirePositive(clip, "clip");
    }

    /** Evidence at which a node is convicted. */
    public double upper() {
        return StrictMath.log((1 - beta) / alpha);
    }

    /** Evidence at which a node is acquitted. */
    public double lower() {
        return StrictMath.log(beta / (1 - alpha));
    }

    /** The evidence of one step before it is normalised. */
    double clipped(double deviation) {
        return Math.max(-clip, Math.min(clip, shift * (deviation - shift / 2)));
    }

    void encode(ScaleWriter out) {
        out.f64Bits(alpha).f64Bits(beta).f64Bits(shift).f64Bits(clip);
    }

    static SequentialPlan decode(ScaleReader in) {
        double alpha = in.f64Bits();
        double beta = in.f64Bits();
        double shift = in.f64Bits();
        double clip = in.f64Bits();
        return Decoded.value(in, () -> new SequentialPlan(alpha, beta, shift, clip));
    }
}
