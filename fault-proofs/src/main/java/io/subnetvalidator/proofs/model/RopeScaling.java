package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.scale.ScaleWriter;

/** How a model stretches its rotary angles beyond the context it was first trained on. */
public sealed interface RopeScaling {

    /** The scaled angle per position of one pair. */
    double apply(double frequency);

    void encode(ScaleWriter out);

    /** Angles as trained. */
    record None() implements RopeScaling {

        @Override
        public double apply(double frequency) {
            return frequency;
        }

        @Override
        public void encode(ScaleWriter out) {
            out.u8(0);
        }
    }

    /** Positions divided by a factor (Chen et al. 2023). */
    record Linear(double factor) implements RopeScaling {

        @Override
        public double apply(double frequency) {
            return frequency / factor;
        }

        @Override
        public void encode(ScaleWriter out) {
            out.u8(1).f64Bits(factor);
        }
    }

    /**
     * Llama 3.1: long wavelengths divided by a factor, short ones kept, those between interpolated.
     *
     * @param originalContext context length of the first training, in tokens
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext)
            implements RopeScaling {

        @Override
        public double apply(double frequency) {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < originalContext / highFrequencyFactor) {
                return frequency;
            }
            if (wavelength > originalContext / lowFrequencyFactor) {
                return frequency / factor;
            }
            double smooth =
                    (originalContext / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
            return (1 - smooth) * frequency / factor + smooth * frequency;
        }

        @Override
        public void encode(ScaleWriter out) {
            out.u8(2)
                    .f64Bits(factor)
                    .f64Bits(lowFrequencyFactor)
                    .f64Bits(highFrequencyFactor)
                    .u32(originalContext);
        }
    }
}
