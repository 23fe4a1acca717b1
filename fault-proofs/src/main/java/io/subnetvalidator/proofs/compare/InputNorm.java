package io.subnetvalidator.proofs.compare;

/** The size of the rows of an input. */
public final class InputNorm {

    private InputNorm() {}

    /** Greatest root mean square over the rows of {@code hidden} values; NaN or infinite when a value is. */
    public static double greatestRms(float[] input, int hidden) {
        double greatest = 0;
        for (int row = 0; row < input.length; row += hidden) {
            double sum = 0;
            for (int c = 0; c < hidden; c++) {
                double value = input[row + c];
                sum += value * value;
            }
            greatest = Math.max(greatest, Math.sqrt(sum / hidden));
        }
        return greatest;
    }
}
