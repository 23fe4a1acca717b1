package io.subnetvalidator.proofs.emulation;

import io.subnetvalidator.proofs.transcript.NumericProfile.NumberFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * How hardware adds up a product: into which parts a sum is cut, how the parts are combined, and in which format partial sums
 * are kept. A part is one chain of fused multiply-adds in fp32. All of these are honest; hardly two give the same bits.
 */
public enum Accumulation {
    /** First to last, the order of the reference. */
    FORWARD(Cut.LENGTH, Integer.MAX_VALUE, false, NumberFormat.F32),
    /** Last to first. */
    BACKWARD(Cut.BACKWARD, 1, false, NumberFormat.F32),
    /** Eight interleaved chains added as a tree, as vector units do. */
    LANES_8(Cut.INTERLEAVED, 8, true, NumberFormat.F32),
    /** Sixteen interleaved chains added as a tree, as wider ones do. */
    LANES_16(Cut.INTERLEAVED, 16, true, NumberFormat.F32),
    /** Chains of 32 added as a balanced tree. */
    TREE(Cut.LENGTH, 32, true, NumberFormat.F32),
    /** Tiles of 16 in order, as matrix units do. */
    TILES_16(Cut.LENGTH, 16, false, NumberFormat.F32),
    /** Tiles of 32 in order. */
    TILES_32(Cut.LENGTH, 32, false, NumberFormat.F32),
    SPLIT_2(Cut.COUNT, 2, false, NumberFormat.F32),
    SPLIT_4(Cut.COUNT, 4, false, NumberFormat.F32),
    SPLIT_8(Cut.COUNT, 8, false, NumberFormat.F32),
    /** Split-K whose partial sums are added up in bf16, as reduced-precision reductions do. */
    SPLIT_2_BF16(Cut.COUNT, 2, false, NumberFormat.BF16),
    SPLIT_4_BF16(Cut.COUNT, 4, false, NumberFormat.BF16),
    SPLIT_8_BF16(Cut.COUNT, 8, false, NumberFormat.BF16);

    private enum Cut {
        LENGTH,
        COUNT,
        INTERLEAVED,
        BACKWARD
    }

    /** The indices {@code start, start + stride, ...} of one chain, {@code size} of them. */
    record Part(int start, int stride, int size) {}

    private final Cut cut;
    private final int cutSize;
    private final boolean tree;
    private final NumberFormat partials;

    Accumulation(Cut cut, int cutSize, boolean tree, NumberFormat partials) {
        this.cut = cut;
        this.cutSize = cutSize;
        this.tree = tree;
        this.partials = partials;
    }

    /** Format in which partial sums are kept. */
    public NumberFormat partials() {
        return partials;
    }

    /** The chains of a sum over {@code count} products. */
    List<Part> parts(int count) {
        List<Part> parts = new ArrayList<>();
        switch (cut) {
            case BACKWARD -> parts.add(new Part(count - 1, -1, count));
            case INTERLEAVED -> {
                for (int lane = 0; lane < Math.min(cutSize, count); lane++) {
                    parts.add(new Part(lane, cutSize, (count - lane + cutSize - 1) / cutSize));
                }
            }
            case LENGTH -> addContiguous(parts, count, cutSize);
            case COUNT -> addContiguous(parts, count, (count + cutSize - 1) / cutSize);
        }
        return parts;
    }

    private static void addContiguous(List<Part> parts, int count, int length) {
        int size = Math.min(length, count);
        for (int start = 0; start < count; start += size) {
            parts.add(new Part(start, 1, Math.min(size, count - start)));
        }
    }

    /**
     * Combines partial sums into the first of them.
     *
     * @param sums one array of partial sums per part
     */
    float[] combine(float[][] sums) {
        if (tree) {
            for (int step = 1; step < sums.length; step *= 2) {
                for (int i = 0; i + step < sums.length; i += 2 * step) {
                    add(sums[i], sums[i + step]);
                }
            }
            return sums[0];
        }
        if (sums.length > 1) {
            Rounding.all(partials, sums[0]);
        }
        for (int i = 1; i < sums.length; i++) {
            add(sums[0], Rounding.all(partials, sums[i]));
            Rounding.all(partials, sums[0]);
        }
        return sums[0];
    }

    private static void add(float[] sum, float[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    /** A single sum in this order. Short sums inside attention and norms are kept in fp32 by all hardware. */
    float dot(List<Part> parts, float[] a, int atA, float[] b, int atB) {
        if (!tree) {
            float total = chain(parts.get(0), a, atA, b, atB);
            for (int i = 1; i < parts.size(); i++) {
                total += chain(parts.get(i), a, atA, b, atB);
            }
            return total;
        }
        float[] sums = new float[parts.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = chain(parts.get(i), a, atA, b, atB);
        }
        for (int step = 1; step < sums.length; step *= 2) {
            for (int i = 0; i + step < sums.length; i += 2 * step) {
                sums[i] += sums[i + step];
            }
        }
        return sums[0];
    }

    private static float chain(Part part, float[] a, int atA, float[] b, int atB) {
        float sum = 0;
        int index = part.start();
        for (int i = 0; i < part.size(); i++, index += part.stride()) {
            sum = Math.fma(a[atA + index], b[atB + index], sum);
        }
        return sum;
    }
}
