package io.subnetvalidator.proofs.bench;

/** One prompt with everything that does not depend on who answers it. */
final class Scene {

    final long number;
    /** The block that is opened. */
    final int challenge;

    final float[] input;
    /** Output of the canonical computation. */
    final float[] canonical;
    /** Output with eager rounding points. */
    final float[] eager;
    /** Output with fused rounding points. */
    final float[] fused;

    Scene(long number, int challenge, float[] input, float[] canonical, float[] eager, float[] fused) {
        this.number = number;
        this.challenge = challenge;
        this.input = input;
        this.canonical = canonical;
        this.eager = eager;
        this.fused = fused;
    }

    float[] output() {
        return canonical;
    }
}
