package io.subnetvalidator.proofs.compare;

/** Range checks of profile constants. */
final class Finite {

    private Finite() {}

    static double requirePositive(double value, String what) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be finite and positive, not " + value);
        }
        return value;
    }

    /** Whether no value is NaN or infinite. */
    static boolean all(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
