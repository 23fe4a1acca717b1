package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.LayerNorm;
import io.subnetvalidator.proofs.kernel.RmsNorm;

/** A norm with its weights. */
interface Norm {

    /** Leaves the rows as they are. */
    Norm NONE = (x, rows) -> x;

    /** Every row of {@code [rows, hidden]} normalised; the input is not changed. */
    float[] rows(float[] x, int rows);

    static Norm rootMeanSquare(WeightLoader weights, String name, float epsilon) {
        float[] weight = weights.vector(name + ".weight");
        return (x, rows) -> RmsNorm.rows(x, rows, weight, epsilon);
    }

    static Norm layer(WeightLoader weights, String name, float epsilon) {
        float[] weight = weights.vector(name + ".weight");
        float[] bias = weights.vector(name + ".bias");
        return (x, rows) -> LayerNorm.rows(x, rows, weight, bias, epsilon);
    }
}
