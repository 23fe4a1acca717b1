package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.SpanSession;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Ways of answering wrongly; each commits consistently to what it answers. */
final class Cheat {

    /** A node's computation of one session. */
    @FunctionalInterface
    interface Serving {
        /** Residual stream behind every block of the span. */
        float[][] forward(float[] input, int tokens);
    }

    private Cheat() {}

    /** Changes the span's output only; gets input and a copy of the honest output. */
    static Serving output(Serving honest, BiConsumer<float[], float[]> change) {
        return (input, tokens) -> {
            float[][] boundaries = honest.forward(input, tokens).clone();
            float[] output = boundaries[boundaries.length - 1].clone();
            change.accept(input, output);
            boundaries[boundaries.length - 1] = output;
            return boundaries;
        };
    }

    static Serving zeros(Serving honest) {
        return output(honest, (input, output) -> Arrays.fill(output, 0));
    }

    static Serving identity(Serving honest) {
        return output(honest, (input, output) -> System.arraycopy(input, 0, output, 0, output.length));
    }

    /** The update with the opposite sign. */
    static Serving signFlip(Serving honest) {
        return output(honest, (input, output) -> {
            for (int i = 0; i < output.length; i++) {
                output[i] = 2 * input[i] - output[i];
            }
        });
    }

    static Serving notANumber(Serving honest) {
        return output(honest, (input, output) -> output[output.length / 2] = Float.NaN);
    }

    /** Half of the largest update added to one element. */
    static Serving biasedElement(Serving honest) {
        return output(honest, (input, output) -> output[output.length / 2] += 0.5f * largestUpdate(input, output));
    }

    private static float largestUpdate(float[] input, float[] output) {
        float largest = 0;
        for (int i = 0; i < output.length; i++) {
            largest = Math.max(largest, Math.abs(output[i] - input[i]));
        }
        return largest;
    }

    /** Computes all blocks of the span but one. */
    static Serving skipBlock(ModelUnderTest model, BlockSpan span, int skipped) {
        SpanSession[] blocks = new SpanSession[span.count()];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b] = model.span(new BlockSpan(span.first() + b, 1)).open();
        }
        return (input, tokens) -> {
            float[][] boundaries = new float[blocks.length][];
            float[] stream = input;
            for (int b = 0; b < blocks.length; b++) {
                stream = b == skipped ? stream : blocks[b].forward(stream, tokens)[0];
                boundaries[b] = stream;
            }
            return boundaries;
        };
    }

    /** The output of the first step of this length again and again. */
    static Serving replay(Serving honest) {
        Map<Integer, float[][]> first = new HashMap<>();
        return (input, tokens) -> {
            float[][] boundaries = honest.forward(input, tokens);
            float[][] earlier = first.putIfAbsent(tokens, boundaries);
            return earlier == null ? boundaries : earlier;
        };
    }

    /** Symmetric int8 with one scale per row. */
    static void int8(float[] row) {
        float greatest = 0;
        for (float value : row) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        if (greatest == 0) {
            return;
        }
        float scale = greatest / 127;
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.round(row[i] / scale) * scale;
        }
    }
}
