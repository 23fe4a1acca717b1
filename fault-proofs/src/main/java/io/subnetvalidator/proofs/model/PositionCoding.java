package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.kernel.LinearBias;

/** How attention learns where a token stands. */
public sealed interface PositionCoding {

    /** Angle per position of each rotary pair of a head, in radians; empty where nothing is rotated. */
    double[] frequencies(int headSize);

    /** What each head's scores lose per token of distance; zeros where nothing is lost. */
    float[] slopes(int heads);

    void encode(ScaleWriter out);

    /**
     * Queries and keys are rotated (Su et al. 2021).
     *
     * @param theta base of the angles
     */
    record Rotary(double theta, RopeScaling scaling) implements PositionCoding {

        @Override
        public double[] frequencies(int headSize) {
            double[] frequencies = new double[headSize / 2];
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = scaling.apply(StrictMath.pow(theta, -2.0 * i / headSize));
            }
            return frequencies;
        }

        @Override
        public float[] slopes(int heads) {
            return new float[heads];
        }

        @Override
        public void encode(ScaleWriter out) {
            out.f64Bits(theta);
            scaling.encode(out);
        }
    }

    /** Scores fall with the distance (ALiBi, Press et al. 2022); the slopes follow from the number of heads. */
    record Alibi() implements PositionCoding {

        @Override
        public double[] frequencies(int headSize) {
            return new double[0];
        }

        @Override
        public float[] slopes(int heads) {
            return LinearBias.slopes(heads);
        }

        @Override
        public void encode(ScaleWriter out) {
            // The architecture, encoded before this, tells it from rotation.
        }
    }
}
