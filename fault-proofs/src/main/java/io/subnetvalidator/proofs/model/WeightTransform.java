package io.subnetvalidator.proofs.model;

/**
 * Changes weights while they are loaded: imitates another weight format (int8, NF4), another checkpoint or a damaged one. The
 * file and the model root stay what they are.
 */
@FunctionalInterface
public interface WeightTransform {

    /** Leaves every weight as it is. */
    WeightTransform NONE = (tensor, row, values) -> {};

    /**
     * Changes one row of a tensor in place. Norm weights and biases are one row.
     *
     * @param tensor full name of the tensor, such as {@code model.layers.3.mlp.up_proj.weight}
     * @param row index of the row (output channel)
     * @param values the row's values, widened to fp32
     */
    void apply(String tensor, int row, float[] values);
}
