package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.RmsNorm;

/** A norm over each head of queries or keys. */
interface HeadNorm {

    /** Leaves the heads as they are. */
    HeadNorm NONE = (x, at) -> {};

    /** Normalises the head that begins at {@code at}, in place. */
    void apply(float[] x, int at);

    static HeadNorm rootMeanSquare(WeightLoader weights, String name, float epsilon) {
        float[] weight = weights.vector(name + ".weight");
        return (x, at) -> RmsNorm.apply(x, at, weight, epsilon, x, at);
    }
}
