package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.PackedMatrix;
import io.subnetvalidator.proofs.kernel.RmsNorm;
import java.util.List;

/** Final norm and the product that makes logits; in parts, since the whole matrix may exceed what one array holds. */
final class OutputHead {

    private static final int ROWS_AT_ONCE = 1 << 14;

    private final ModelConfig config;
    private final float[] norm;
    private final List<PackedMatrix> parts;

    private OutputHead(ModelConfig config, float[] norm, List<PackedMatrix> parts) {
        this.config = config;
        this.norm = norm;
        this.parts = parts;
    }

    static OutputHead load(ModelConfig config, WeightLoader weights) {
        List<PackedMatrix> parts =
                weights.matrices(TensorLayout.head(config), new RowSplit.Slices(config.vocabulary(), ROWS_AT_ONCE));
        return new OutputHead(config, weights.vector(TensorLayout.FINAL_NORM), parts);
    }

    float[] logits(Kernels kernels, float[] hidden, int tokens) {
        float[] normed = RmsNorm.rows(hidden, tokens, norm, config.normEpsilon());
        float[] out = new float[Math.multiplyExact(tokens, config.vocabulary())];
        int row = 0;
        for (PackedMatrix part : parts) {
            kernels.multiply(part, normed, tokens, out, row, config.vocabulary(), 0, part.panels());
            row += part.rows();
        }
        return out;
    }
}
