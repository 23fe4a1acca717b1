package io.subnetvalidator.proofs.attack;

import io.subnetvalidator.proofs.model.WeightTransform;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Changes of weights. Each is a function of seed, tensor and row alone, so that it is the same in every load. */
public final class Weights {

    private static final int UNIFORMS = 12;

    private Weights() {}

    /** Only matrices are changed, norms and biases are not. */
    public static WeightTransform matrices(WeightTransform change) {
        return (tensor, row, values) -> {
            if (tensor.endsWith("_proj.weight")) {
                change.apply(tensor, row, values);
            }
        };
    }

    /** Only this block is changed. */
    public static WeightTransform inBlock(int index, WeightTransform change) {
        String prefix = "model.layers." + index + ".";
        return (tensor, row, values) -> {
            if (tensor.startsWith(prefix)) {
                change.apply(tensor, row, values);
            }
        };
    }

    /** First one change, then another. */
    public static WeightTransform both(WeightTransform first, WeightTransform second) {
        return (tensor, row, values) -> {
            first.apply(tensor, row, values);
            second.apply(tensor, row, values);
        };
    }

    /**
     * Another checkpoint: independent normal changes.
     *
     * @param share size of the change relative to the root mean square of the row
     */
    public static WeightTransform checkpoint(double share, long seed) {
        return matrices((tensor, row, values) -> {
            SplittableRandom random = random(seed, tensor, row);
            double scale = share * rootMeanSquare(values);
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (scale * normal(random));
            }
        });
    }

    /**
     * A low-rank adapter (Hu et al. 2021): the change is a product of two thin normal matrices.
     *
     * @param share size of the change relative to the root mean square of the row
     */
    public static WeightTransform adapter(double share, int rank, long seed) {
        return matrices((tensor, row, values) -> {
            SplittableRandom left = random(seed, tensor, row);
            double scale = share * rootMeanSquare(values) / Math.sqrt(rank);
            for (int r = 0; r < rank; r++) {
                double factor = scale * normal(left);
                SplittableRandom right = random(seed + 1, tensor, -1 - r);
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (factor * normal(right));
                }
            }
        });
    }

    /** One attention head contributes nothing. */
    public static WeightTransform withoutHead(int head, int headSize) {
        return (tensor, row, values) -> {
            if (tensor.endsWith("self_attn.o_proj.weight")) {
                for (int i = head * headSize; i < (head + 1) * headSize; i++) {
                    values[i] = 0;
                }
            }
        };
    }

    private static double rootMeanSquare(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / values.length);
    }

    private static SplittableRandom random(long seed, String tensor, int row) {
        CRC32 name = new CRC32();
        name.update(tensor.getBytes(StandardCharsets.UTF_8));
        long mixed = new SplittableRandom(seed).nextLong() + name.getValue();
        return new SplittableRandom(new SplittableRandom(mixed).nextLong() + row);
    }

    /** About normal, with unit variance: a sum of uniforms. */
    static double normal(SplittableRandom random) {
        double sum = -UNIFORMS / 2.0;
        for (int i = 0; i < UNIFORMS; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }
}
