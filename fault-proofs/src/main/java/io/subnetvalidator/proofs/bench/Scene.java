package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.transcript.NumericProfile.RoundingPoints;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** One prompt with everything that does not depend on who answers it. */
final class Scene {

    final long number;
    /** The block that is opened. */
    final int challenge;

    final float[] input;
    /** Output of the canonical computation. */
    final float[] output;

    private final Function<RoundingPoints, float[]> reference;
    private final Map<RoundingPoints, float[]> matched = new EnumMap<>(RoundingPoints.class);

    /** @param reference computes the output with given rounding points, when it is first asked for */
    Scene(long number, int challenge, float[] input, float[] output, Function<RoundingPoints, float[]> reference) {
        this.number = number;
        this.challenge = challenge;
        this.input = input;
        this.output = output;
        this.reference = reference;
    }

    /** Output of the reference with these rounding points. */
    synchronized float[] matched(RoundingPoints rounding) {
        return matched.computeIfAbsent(rounding, reference);
    }
}
