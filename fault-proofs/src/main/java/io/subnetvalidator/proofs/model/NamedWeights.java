package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;

/** The tensors of a model by name; each is loaded when it is used and not kept. */
public final class NamedWeights {

    private final WeightLoader weights;
    private final Kernels kernels;

    NamedWeights(WeightLoader weights, Kernels kernels) {
        this.weights = weights;
        this.kernels = kernels;
    }

    /**
     * A vector of weights, widened to fp32.
     *
     * @throws ModelException when there is no such tensor or it cannot be read
     */
    public float[] vector(String tensor) {
        return weights.vector(tensor);
    }

    /**
     * A row of a matrix, widened to fp32.
     *
     * @throws ModelException when there is no such tensor or it cannot be read
     */
    public float[] row(String tensor, int row) {
        return weights.row(tensor, row);
    }

    /**
     * The canonical product {@code x * tensor^T}, row-major {@code [tokens, rows]}.
     *
     * @throws ModelException when there is no such tensor or it cannot be read
     */
    public float[] multiply(String tensor, float[] x, int tokens) {
        return kernels.multiply(weights.matrix(tensor), x, tokens);
    }
}
