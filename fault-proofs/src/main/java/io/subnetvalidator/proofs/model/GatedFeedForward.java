package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;

/** Feed-forward with a SiLU gate, SwiGLU (Shazeer 2020): {@code down(silu(gate(x)) * up(x))}. */
record GatedFeedForward(Kernels kernels, Linear gate, Linear up, Linear down) implements FeedForward {

    @Override
    public float[] apply(float[] x, int tokens) {
        float[] gated = gate.apply(kernels, x, tokens);
        float[] wide = up.apply(kernels, x, tokens);
        kernels.gate(gated, wide, 0, wide.length);
        return down.apply(kernels, wide, tokens);
    }
}
