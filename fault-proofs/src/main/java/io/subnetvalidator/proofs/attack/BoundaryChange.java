package io.subnetvalidator.proofs.attack;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What a node may do to the boundaries of a span after an honest computation. */
@FunctionalInterface
public interface BoundaryChange {

    /**
     * Boundaries that are shown instead.
     *
     * @param input residual stream before the span, row-major {@code [tokens, hidden]}
     * @param boundaries streams behind every block; must not be changed
     * @param step number of the step, which seeds what is random
     */
    float[][] apply(float[] input, float[][] boundaries, int hidden, long step);

    /** The input is passed on as the output of every block. */
    static BoundaryChange identity() {
        return (input, boundaries, hidden, step) -> {
            float[][] shown = boundaries.clone();
            Arrays.fill(shown, input);
            return shown;
        };
    }

    /** Everything behind {@code blocks} blocks is left out. */
    static BoundaryChange earlyExit(int blocks) {
        return (input, boundaries, hidden, step) -> {
            float[][] shown = boundaries.clone();
            Arrays.fill(shown, blocks, shown.length, boundaries[blocks - 1]);
            return shown;
        };
    }

    /** The output is all zeros. */
    static BoundaryChange zeros() {
        return onOutput((input, output, hidden, random) -> Arrays.fill(output, 0));
    }

    /** Every value of the output has the wrong sign. */
    static BoundaryChange signFlip() {
        return onOutput((input, output, hidden, random) -> {
            for (int i = 0; i < output.length; i++) {
                output[i] = -output[i];
            }
        });
    }

    /** The four greatest channels of every token are kept, all others are zero. */
    static BoundaryChange fourChannels() {
        return onOutput((input, output, hidden, random) -> {
            for (int row = 0; row < output.length; row += hidden) {
                float[] magnitudes = new float[hidden];
                for (int c = 0; c < hidden; c++) {
                    magnitudes[c] = Math.abs(output[row + c]);
                }
                Arrays.sort(magnitudes);
                float least = magnitudes[Math.max(0, hidden - 4)];
                for (int c = 0; c < hidden; c++) {
                    output[row + c] = Math.abs(output[row + c]) < least ? 0 : output[row + c];
                }
            }
        });
    }

    /** Normal noise, relative to the update of the span. */
    static BoundaryChange noise(double share) {
        return onOutput((input, output, hidden, random) -> {
            for (int row = 0; row < output.length; row += hidden) {
                double scale = share * updateSize(input, output, row, hidden);
                for (int c = 0; c < hidden; c++) {
                    output[row + c] += (float) (scale * Weights.normal(random));
                }
            }
        });
    }

    /** One token is off in all channels, relative to its update. */
    static BoundaryChange biasedToken(double share) {
        return onOutput((input, output, hidden, random) -> {
            int row = random.nextInt(output.length / hidden) * hidden;
            double scale = share * updateSize(input, output, row, hidden);
            for (int c = 0; c < hidden; c++) {
                output[row + c] += (float) (random.nextBoolean() ? scale : -scale);
            }
        });
    }

    /** One element of one token is off, relative to the token's update. */
    static BoundaryChange biasedElement(double share) {
        return onOutput((input, output, hidden, random) -> {
            int at = random.nextInt(output.length);
            output[at] += (float) (share * updateSize(input, output, at - at % hidden, hidden));
        });
    }

    /** A change of the output of one step. */
    @FunctionalInterface
    interface OutputChange {
        void apply(float[] input, float[] output, int hidden, SplittableRandom random);
    }

    /** The last boundary is changed. */
    static BoundaryChange onOutput(OutputChange change) {
        return (input, boundaries, hidden, step) -> {
            float[][] shown = boundaries.clone();
            float[] output = boundaries[boundaries.length - 1].clone();
            change.apply(input, output, hidden, new SplittableRandom(new SplittableRandom(step).nextLong()));
            shown[shown.length - 1] = output;
            return shown;
        };
    }

    /** Root mean square of what the span added to one row. */
    private static double updateSize(float[] input, float[] output, int row, int hidden) {
        double sum = 0;
        for (int c = 0; c < hidden; c++) {
            double update = (double) output[row + c] - input[row + c];
            sum += update * update;
        }
        return Math.sqrt(sum / hidden);
    }
}
