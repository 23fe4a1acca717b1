package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;

/** Rotary angles of some positions, and the rotation with the rounding points of a machine. */
final class EmulatedRotation {

    private final Hardware hardware;
    private final int pairs;
    private final float[] cosine;
    private final float[] sine;

    EmulatedRotation(ModelConfig config, Hardware hardware, AttentionVariant variant, int position, int tokens) {
        this.hardware = hardware;
        this.pairs = config.headSize() / 2;
        this.cosine = new float[tokens * pairs];
        this.sine = new float[tokens * pairs];
        double[] frequencies = config.position().frequencies(config.headSize());
        for (int i = 0; i < pairs; i++) {
            for (int t = 0; t < tokens; t++) {
                double angle = variant.rotaryPosition(position + t) * frequencies[i];
                cosine[t * pairs + i] = table(StrictMath.cos(angle));
                sine[t * pairs + i] = table(StrictMath.sin(angle));
            }
        }
    }

    private float table(double value) {
        return eager() ? round((float) value) : (float) value;
    }

    /** Rotates one head in place; {@code row} counts from the first position. */
    void rotate(float[] x, int at, int row) {
        for (int i = 0; i < pairs; i++) {
            float cos = cosine[row * pairs + i];
            float sin = sine[row * pairs + i];
            float low = x[at + i];
            float high = x[at + pairs + i];
            if (eager()) {
                x[at + i] = round(round(low * cos) - round(high * sin));
                x[at + pairs + i] = round(round(high * cos) + round(low * sin));
            } else {
                x[at + i] = round(low * cos - high * sin);
                x[at + pairs + i] = round(high * cos + low * sin);
            }
        }
    }

    private boolean eager() {
        return hardware.rounding() == RoundingPoints.EAGER;
    }

    private float round(float value) {
        return Rounding.to(hardware.format(), value);
    }
}
