package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.emulation.Accumulation.Part;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.PackedMatrix;
import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * A matrix cut along its columns into the parts of an accumulation, each packed on its own: the kernels compute the chains of
 * every part, and the accumulation combines them. Parts longer than {@value Kernels#BLOCK} are chained in blocks of that length.
 */
final class PartedMatrix {

    private final Accumulation accumulation;
    private final List<Part> parts;
    private final List<PackedMatrix> packed = new ArrayList<>();
    private final int columns;

    /**
     * @param rows rows of equal length
     * @param format of the values, which packs bf16 tightly
     */
    PartedMatrix(Accumulation accumulation, List<float[]> rows, NumberFormat format) {
        this.accumulation = accumulation;
        this.columns = rows.get(0).length;
        this.parts = accumulation.parts(columns);
        for (Part part : parts) {
            packed.add(pack(part, rows, format == NumberFormat.BF16));
        }
    }

    private static PackedMatrix pack(Part part, List<float[]> rows, boolean bfloat16) {
        PackedMatrix matrix = bfloat16
                ? PackedMatrix.bfloat16(rows.size(), part.size())
                : PackedMatrix.float32(rows.size(), part.size());
        float[] values = new float[part.size()];
        short[] bits = new short[part.size()];
        for (int row = 0; row < rows.size(); row++) {
            pick(part, rows.get(row), 0, values, 0);
            if (bfloat16) {
                for (int i = 0; i < bits.length; i++) {
                    bits[i] = FloatFormats.toBfloat16(values[i]);
                }
                matrix.setRow(row, bits);
            } else {
                matrix.setRow(row, values);
            }
        }
        return matrix;
    }

    /** The product {@code x * matrix^T}, row-major {@code [tokens, rows]}, before it is rounded. */
    float[] multiply(Kernels kernels, float[] x, int tokens) {
        float[][] sums = new float[parts.size()][];
        for (int p = 0; p < sums.length; p++) {
            Part part = parts.get(p);
            float[] picked = new float[tokens * part.size()];
            for (int t = 0; t < tokens; t++) {
                pick(part, x, t * columns, picked, t * part.size());
            }
            sums[p] = kernels.multiply(packed.get(p), picked, tokens);
        }
        return accumulation.combine(sums);
    }

    private static void pick(Part part, float[] from, int fromAt, float[] to, int toAt) {
        int index = fromAt + part.start();
        for (int i = 0; i < part.size(); i++, index += part.stride()) {
            to[toAt + i] = from[index];
        }
    }
}
