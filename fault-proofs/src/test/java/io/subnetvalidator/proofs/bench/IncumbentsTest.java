package io.subnetvalidator.proofs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IncumbentsTest {

    private static final float[] VALUES = values();

    @Test
    void allclose_bears_an_absolute_error_of_eight_tenths_whatever_the_size_of_activations() {
        float[] off = VALUES.clone();
        off[7] += 0.79f;
        assertThat(Incumbents.allclose(VALUES, off, 1)).isTrue();
        assertThat(Incumbents.allclose(VALUES, off, 16)).isFalse();
        off[7] += 0.1f;
        assertThat(Incumbents.allclose(VALUES, off, 1)).isFalse();
        assertThat(Incumbents.allclose(VALUES, off, 1.0 / 16)).isTrue();
        off[7] = Float.NaN;
        assertThat(Incumbents.allclose(VALUES, off, 1.0 / 16)).isFalse();
    }

    @Test
    void toploc_looks_at_exponents_and_mantissas_of_the_greatest_values_alone() {
        float[] flipped = VALUES.clone();
        float[] halved = VALUES.clone();
        float[] near = VALUES.clone();
        float[] far = VALUES.clone();
        for (int i = 0; i < VALUES.length; i++) {
            flipped[i] = -VALUES[i];
            halved[i] = VALUES[i] / 2;
            near[i] = VALUES[i] * 1.001f;
            far[i] = VALUES[i] * (i % 2 == 0 ? 1.15f : 0.87f);
        }
        assertThat(Incumbents.toploc(VALUES, VALUES)).isTrue();
        assertThat(Incumbents.toploc(VALUES, near)).isTrue();
        assertThat(Incumbents.toploc(VALUES, flipped)).isTrue();
        assertThat(Incumbents.toploc(VALUES, halved)).isFalse();
        assertThat(Incumbents.toploc(VALUES, far)).isFalse();
    }

    private static float[] values() {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[2048];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
