package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.SpanSession;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A small residual network with a memory of the tokens before: enough of a model for verdicts, without files. The transform
 * changes weight rows, as a cheating node would.
 */
final class FakeModel implements ModelUnderTest {

    static final int HIDDEN = 24;
    static final int BLOCKS = 4;
    static final int VOCABULARY = 50;
    static final int CONTEXT = 64;

    private final long seed;
    private final UnaryOperator<float[]> transform;

    FakeModel(long seed) {
        this(seed, row -> row);
    }

    FakeModel(long seed, UnaryOperator<float[]> transform) {
        this.seed = seed;
        this.transform = transform;
    }

    @Override
    public Hash256 root() {
        return Blake2b.domainHash("test/fake-model", Long.toString(seed).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int blocks() {
        return BLOCKS;
    }

    @Override
    public int hiddenSize() {
        return HIDDEN;
    }

    @Override
    public int vocabularySize() {
        return VOCABULARY;
    }

    @Override
    public float[] embed(int[] ids) {
        float[] out = new float[ids.length * HIDDEN];
        for (int t = 0; t < ids.length; t++) {
            if (ids[t] >= VOCABULARY) {
                throw new IllegalArgumentException("no token " + ids[t]);
            }
            SplittableRandom random = new SplittableRandom(seed * 31 + ids[t]);
            for (int c = 0; c < HIDDEN; c++) {
                out[t * HIDDEN + c] = (float) (random.nextDouble() * 4 - 2);
            }
        }
        return out;
    }

    @Override
    public SpanComputation span(BlockSpan span) {
        float[][][] weights = new float[span.count()][][];
        for (int b = 0; b < span.count(); b++) {
            weights[b] = matrix(span.first() + b);
        }
        return new SpanComputation() {
            @Override
            public BlockSpan span() {
                return span;
            }

            @Override
            public int hiddenSize() {
                return HIDDEN;
            }

            @Override
            public SpanSession open() {
                return new Session(weights);
            }
        };
    }

    private float[][] matrix(int block) {
        SplittableRandom random = new SplittableRandom(seed * 1009 + block);
        float[][] rows = new float[HIDDEN][];
        for (int r = 0; r < HIDDEN; r++) {
            float[] row = new float[2 * HIDDEN];
            for (int c = 0; c < row.length; c++) {
                row[c] = (float) (random.nextDouble() - 0.5);
            }
            rows[r] = transform.apply(row);
        }
        return rows;
    }

    private static final class Session implements SpanSession {
        private final float[][][] weights;
        private final float[][] memory;
        private int position;

        private Session(float[][][] weights) {
            this.weights = weights;
            this.memory = new float[weights.length][HIDDEN];
        }

        @Override
        public int position() {
            return position;
        }

        @Override
        public float[][] forward(float[] input, int tokens) {
            if (input.length != tokens * HIDDEN || position + tokens > CONTEXT) {
                throw new IllegalArgumentException("more than " + CONTEXT + " positions");
            }
            float[][] out = new float[weights.length][];
            float[] stream = input;
            for (int b = 0; b < weights.length; b++) {
                stream = block(weights[b], memory[b], stream, tokens);
                out[b] = stream;
            }
            position += tokens;
            return out;
        }

        private static float[] block(float[][] w, float[] memory, float[] input, int tokens) {
            float[] out = new float[input.length];
            for (int t = 0; t < tokens; t++) {
                for (int r = 0; r < HIDDEN; r++) {
                    float sum = 0;
                    for (int c = 0; c < HIDDEN; c++) {
                        sum = Math.fma(w[r][c], input[t * HIDDEN + c], sum);
                        sum = Math.fma(w[r][HIDDEN + c], memory[c], sum);
                    }
                    out[t * HIDDEN + r] = input[t * HIDDEN + r] + sum / (1 + Math.abs(sum));
                }
                for (int c = 0; c < HIDDEN; c++) {
                    memory[c] = 0.5f * memory[c] + 0.5f * input[t * HIDDEN + c];
                }
            }
            return out;
        }
    }
}
