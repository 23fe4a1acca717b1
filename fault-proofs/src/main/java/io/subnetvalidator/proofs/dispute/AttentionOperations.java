package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.kernel.RotaryTable;
import io.subnetvalidator.proofs.model.NamedWeights;
import java.util.List;

/**
 * Operations of attention over all positions from 0: queries, keys and values have one row per token and head, scores and what is
 * made of them one row per token and query head ({@link KeyRows}).
 */
final class AttentionOperations {

    private static final int PIECE = LeafChecker.PIECE;

    private AttentionOperations() {}

    /** Rotary embedding of every head. */
    static final class Rotation implements Operation {

        private final OperationName name;
        private final int input;
        private final RowShape.Uniform shape;
        private final int heads;
        private final double[] frequencies;

        /** @param frequencies angle per position of each pair, in radians; half as many as a head has elements */
        Rotation(OperationName name, int input, RowShape.Uniform shape, int heads, double[] frequencies) {
            this.name = name;
            this.input = input;
            this.shape = shape;
            this.heads = heads;
            this.frequencies = frequencies.clone();
        }

        @Override
        public OperationName name() {
            return name;
        }

        @Override
        public RowShape shape() {
            return shape;
        }

        @Override
        public Step step(int row, int element, int step) {
            int pairs = frequencies.length;
            int pair = element % pairs;
            StepKind kind = element < pairs ? StepKind.ROTATE_LOW : StepKind.ROTATE_HIGH;
            List<Operand> operands = List.of(
                    new Operand.Computed(input, row, pair, 1), new Operand.Computed(input, row, pairs + pair, 1));
            return new Step(kind, row / heads, frequencies[pair], operands);
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = before.of(input).clone();
            RotaryTable table = RotaryTable.of(frequencies, 0, shape.rows() / heads);
            for (int row = 0; row < shape.rows(); row++) {
                table.rotate(out, shape.start(row), row / heads);
            }
            return out;
        }
    }

    /** The values transposed: one row per channel with one element per token, so that one piece holds a channel of many keys. */
    record ByChannel(OperationName name, int values, RowShape.Uniform shape, int heads) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            int size = shape.rows() / heads;
            return Step.of(StepKind.COPY, new Operand.Computed(values, element * heads + row / size, row % size, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(values);
            float[] out = new float[in.length];
            for (int token = 0; token < shape.width(); token++) {
                for (int channel = 0; channel < shape.rows(); channel++) {
                    out[channel * shape.width() + token] = in[token * shape.rows() + channel];
                }
            }
            return out;
        }
    }

    /**
     * Products of queries and keys, one chain over the elements of a head, not scaled.
     *
     * @param keyHeads key heads of a token
     * @param size elements per head
     */
    record Scores(OperationName name, int queries, int keys, KeyRows shape, int sharing, int keyHeads, int size)
            implements Operation {

        @Override
        public int steps(int row) {
            return RowShape.pieces(size, PIECE);
        }

        @Override
        public Step step(int row, int element, int step) {
            if (element < shape.absent(row)) {
                return Step.of(StepKind.ABSENT);
            }
            int from = step * PIECE;
            int count = Math.min(PIECE, size - from);
            return Step.of(
                    StepKind.CHAIN,
                    new Operand.Computed(queries, row, from, count),
                    new Operand.Computed(keys, keyRow(row, element), from, count));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] query = before.of(queries);
            float[] key = before.of(keys);
            float[] out = new float[shape.size()];
            for (int row = 0; row < shape.rows(); row++) {
                for (int i = shape.absent(row); i < shape.width(row); i++) {
                    out[shape.start(row) + i] = chain(query, row * size, key, keyRow(row, i) * size, size);
                }
            }
            return out;
        }

        private int keyRow(int row, int element) {
            return (shape.firstKey(row) + element) * keyHeads + shape.head(row) / sharing;
        }

        private static float chain(float[] a, int aAt, float[] b, int bAt, int count) {
            float sum = 0;
            for (int i = 0; i < count; i++) {
                sum = Math.fma(a[aAt + i], b[bAt + i], sum);
            }
            return sum;
        }
    }

    /** The greatest scaled score of each row. */
    record GreatestScore(OperationName name, int scores, KeyRows keys, RowShape.Uniform shape, float scale)
            implements Operation {

        @Override
        public int steps(int row) {
            return keys.steps(row);
        }

        @Override
        public float start() {
            return Float.NEGATIVE_INFINITY;
        }

        @Override
        public Step step(int row, int element, int step) {
            return Step.scaled(
                    StepKind.GREATEST,
                    scale,
                    new Operand.Computed(scores, row, keys.stepFrom(row, step), keys.stepCount(row, step)));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(scores);
            float[] out = new float[shape.rows()];
            for (int row = 0; row < out.length; row++) {
                float greatest = start();
                for (int i = keys.absent(row); i < keys.width(row); i++) {
                    greatest = Math.max(greatest, in[keys.start(row) + i] * scale);
                }
                out[row] = greatest;
            }
            return out;
        }
    }

    /** The exponentials of the scaled scores below the greatest. */
    record Exponentials(OperationName name, int scores, int greatest, KeyRows shape, float scale) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            if (element < shape.absent(row)) {
                return Step.of(StepKind.ABSENT);
            }
            return Step.scaled(
                    StepKind.EXPONENTIAL,
                    scale,
                    new Operand.Computed(scores, row, element, 1),
                    new Operand.Computed(greatest, row, 0, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(scores);
            float[] top = before.of(greatest);
            float[] out = new float[shape.size()];
            for (int row = 0; row < shape.rows(); row++) {
                int start = shape.start(row);
                for (int i = start + shape.absent(row); i < start + shape.width(row); i++) {
                    out[i] = Exponential.exp(in[i] * scale - top[row]);
                }
            }
            return out;
        }
    }

    /** The sum of each row's exponentials, in the order of the keys. */
    record ExponentialSum(OperationName name, int exponentials, KeyRows keys, RowShape.Uniform shape)
            implements Operation {

        @Override
        public int steps(int row) {
            return keys.steps(row);
        }

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(
                    StepKind.SUM,
                    new Operand.Computed(exponentials, row, keys.stepFrom(row, step), keys.stepCount(row, step)));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(exponentials);
            float[] out = new float[shape.rows()];
            for (int row = 0; row < out.length; row++) {
                for (int i = keys.absent(row); i < keys.width(row); i++) {
                    out[row] += in[keys.start(row) + i];
                }
            }
            return out;
        }
    }

    /** Each key's share of a row's sum: the result of softmax. */
    record Shares(OperationName name, int exponentials, int sums, KeyRows shape) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            if (element < shape.absent(row)) {
                return Step.of(StepKind.ABSENT);
            }
            return Step.of(
                    StepKind.DIVIDE,
                    new Operand.Computed(exponentials, row, element, 1),
                    new Operand.Computed(sums, row, 0, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(exponentials);
            float[] sum = before.of(sums);
            float[] out = new float[shape.size()];
            for (int row = 0; row < shape.rows(); row++) {
                int start = shape.start(row);
                for (int i = start + shape.absent(row); i < start + shape.width(row); i++) {
                    out[i] = in[i] / sum[row];
                }
            }
            return out;
        }
    }

    /**
     * Values weighted by their shares, one chain over the keys; one row per token with all its heads.
     *
     * @param channels the values by channel
     * @param size elements per head
     */
    record Attended(
            OperationName name, int shares, int channels, KeyRows keys, RowShape.Uniform shape, int sharing, int size)
            implements Operation {

        @Override
        public int steps(int row) {
            return keys.steps(keyRow(row, 0));
        }

        @Override
        public Step step(int row, int element, int step) {
            int keyRow = keyRow(row, element);
            int from = keys.stepFrom(keyRow, step);
            int count = keys.stepCount(keyRow, step);
            return Step.of(
                    StepKind.CHAIN,
                    new Operand.Computed(shares, keyRow, from, count),
                    new Operand.Computed(channels, channel(element), keys.firstKey(keyRow) + from, count));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] share = before.of(shares);
            float[] value = before.of(channels);
            int tokens = shape.rows();
            float[] out = new float[shape.size()];
            for (int i = 0; i < out.length; i++) {
                int keyRow = keyRow(i / shape.width(), i % shape.width());
                int from = keys.start(keyRow);
                int valuesFrom = channel(i % shape.width()) * tokens + keys.firstKey(keyRow);
                float sum = 0;
                for (int k = keys.absent(keyRow); k < keys.width(keyRow); k++) {
                    sum = Math.fma(share[from + k], value[valuesFrom + k], sum);
                }
                out[i] = sum;
            }
            return out;
        }

        private int keyRow(int row, int element) {
            return row * (shape.width() / size) + element / size;
        }

        private int channel(int element) {
            return element / size / sharing * size + element % size;
        }
    }
}
