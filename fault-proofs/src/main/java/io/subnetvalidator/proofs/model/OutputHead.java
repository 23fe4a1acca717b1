package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.PackedMatrix;
import java.util.List;

/** Final norm and the product that makes logits; in parts, since the whole matrix may exceed what one array holds. */
final class OutputHead {

    private static final int ROWS_AT_ONCE = 1 << 14;

    private final ModelConfig config;
    private final Norm norm;
    private final List<PackedMatrix> parts;

    private OutputHead(ModelConfig config, Norm norm, List<PackedMatrix> parts) {
        this.config = config;
        this.norm = norm;
        this.parts = parts;
    }

    static OutputHead load(ModelConfig config, BlockFamily family, WeightLoader weights) {
        List<PackedMatrix> parts =
                weights.matrices(family.head(), new RowSplit.Slices(config.vocabulary(), ROWS_AT_ONCE));
        return new OutputHead(config, family.finalNorm(weights), parts);
    }

    float[] logits(Kernels kernels, float[] hidden, int tokens) {
        float[] normed = norm.rows(hidden, tokens);
        float[] out = new float[Math.multiplyExact(tokens, config.vocabulary())];
        int row = 0;
        for (PackedMatrix part : parts) {
            kernels.multiply(part, normed, tokens, out, row, config.vocabulary(), 0, part.panels());
            row += part.rows();
        }
        return out;
    }
}
