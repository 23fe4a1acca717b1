package io.subnetvalidator.proofs.compare;

/**
 * What thresholds promise.
 *
 * @param alpha greatest share of honest steps above one of the three thresholds
 * @param confidence with which the calibration shows it
 */
public record Guarantee(double alpha, double confidence) {

    /** One honest step in a thousand, at 99 %. */
    public static final Guarantee DEFAULT = new Guarantee(1e-3, 0.99);

    /** @throws IllegalArgumentException when one is not between 0 and 1 */
    public Guarantee {
        if (!(alpha > 0 && alpha < 1) || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "alpha and confidence lie between 0 and 1, not " + alpha + " and " + confidence);
        }
    }
}
