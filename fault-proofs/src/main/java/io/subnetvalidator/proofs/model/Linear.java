package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.PackedMatrix;
import java.util.ArrayList;
import java.util.List;

/** A matrix product, with a bias added to the finished sums where the model has one. */
final class Linear {

    private final PackedMatrix matrix;
    private final float[] bias;

    private Linear(PackedMatrix matrix, float[] bias) {
        this.matrix = matrix;
        this.bias = bias;
    }

    static Linear load(WeightLoader weights, String name, boolean withBias) {
        return new Linear(weights.matrix(name + ".weight"), withBias ? weights.vector(name + ".bias") : new float[0]);
    }

    /** The products of a tensor that holds several matrices. */
    static List<Linear> split(WeightLoader weights, String name, RowSplit split, boolean withBias) {
        List<PackedMatrix> matrices = weights.matrices(name + ".weight", split);
        List<float[]> biases = withBias ? weights.vectors(name + ".bias", split) : List.of();
        List<Linear> parts = new ArrayList<>();
        for (int part = 0; part < split.parts(); part++) {
            parts.add(new Linear(matrices.get(part), withBias ? biases.get(part) : new float[0]));
        }
        return parts;
    }

    float[] apply(Kernels kernels, float[] x, int tokens) {
        float[] out = kernels.multiply(matrix, x, tokens);
        if (bias.length > 0) {
            for (int i = 0; i < out.length; i++) {
                out[i] += bias[i % bias.length];
            }
        }
        return out;
    }
}
