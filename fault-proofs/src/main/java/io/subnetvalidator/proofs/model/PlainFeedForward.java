package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;

/** Feed-forward without a gate: {@code down(activation(up(x)))}. */
record PlainFeedForward(Kernels kernels, Activation activation, Linear up, Linear down) implements FeedForward {

    /** A function applied to every value. */
    interface Activation {
        float apply(float x);
    }

    @Override
    public float[] apply(float[] x, int tokens) {
        float[] wide = up.apply(kernels, x, tokens);
        kernels.forRows(wide.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                wide[i] = activation.apply(wide[i]);
            }
        });
        return down.apply(kernels, wide, tokens);
    }
}
