package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.model.SpanComputation;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Which block of a span a node computed wrongly, when it has opened the residual stream behind every block. Each block is recomputed
 * from what the node itself gave before it, so errors of earlier blocks do not count against later ones and nobody has to be asked.
 */
public final class FirstBadBlock {

    private FirstBadBlock() {}

    /**
     * The first block that does not follow from the one before it.
     *
     * @param blocks the canonical computation of block {@code i} of the span alone
     * @param input residual stream before the span at all positions from 0, row-major {@code [tokens, hidden]}
     * @param boundaries residual stream behind every block, fp32, at the same positions
     * @return index in the span; empty when every block is what the canonical computation gives, bit for bit
     * @throws IllegalArgumentException when a boundary has another size than the input
     */
    public static OptionalInt find(
            IntFunction<SpanComputation> blocks, float[] input, float[][] boundaries, int tokens) {
        float[] before = input;
        for (int i = 0; i < boundaries.length; i++) {
            if (boundaries[i].length != input.length) {
                throw new IllegalArgumentException(
                        "boundary " + i + " has " + boundaries[i].length + " values, not " + input.length);
            }
            float[] expected = blocks.apply(i).open().forward(before, tokens)[0];
            if (!sameBits(expected, boundaries[i])) {
                return OptionalInt.of(i);
            }
            before = boundaries[i];
        }
        return OptionalInt.empty();
    }

    private static boolean sameBits(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (FloatFormats.canonicalBits(a[i]) != FloatFormats.canonicalBits(b[i])) {
                return false;
            }
        }
        return true;
    }
}
