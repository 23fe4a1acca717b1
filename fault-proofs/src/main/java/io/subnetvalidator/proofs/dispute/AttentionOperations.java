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
        private final Heads heads;
        private final RowShape.Uniform shape;
        private final double[] frequencies;

        /** @param frequencies angle per position of each pair, in radians; half as many as a head has elements */
        Rotation(OperationName name, Heads heads, RowShape.Uniform shape, double[] frequencies) {
            this.name = name;
            this.heads = heads;
            this.shape = shape;
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
            int source = source(row);
            List<Operand> operands = List.of(
                    new Operand.Computed(heads.operation(), source, pair, 1),
                    new Operand.Computed(heads.operation(), source, pairs + pair, 1));
            return new Step(kind, row / heads.count(), frequencies[pair], operands);
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(heads.operation());
            float[] out = new float[shape.size()];
            RotaryTable table = RotaryTable.of(frequencies, 0, shape.rows() / heads.count());
            for (int row = 0; row < shape.rows(); row++) {
                System.arraycopy(in, source(row) * shape.width(), out, shape.start(row), shape.width());
                table.rotate(out, shape.start(row), row / heads.count());
            }
            return out;
        }

        private int source(int row) {
            return heads.row(row / heads.count(), row % heads.count());
        }
    }

    /** The values transposed: one row per channel with one element per token, so that one piece holds a channel of many keys. */
    record ByChannel(OperationName name, Heads values, RowShape.Uniform shape) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            int size = size();
            return Step.of(
                    StepKind.COPY,
                    new Operand.Computed(values.operation(), values.row(element, row / size), row % size, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(values.operation());
            float[] out = new float[shape.size()];
            int size = size();
            for (int channel = 0; channel < shape.rows(); channel++) {
                for (int token = 0; token < shape.width(); token++) {
                    out[shape.start(channel) + token] = in[values.row(token, channel / size) * size + channel % size];
                }
            }
            return out;
        }

        private int size() {
            return shape.rows() / values.count();
        }
    }

    /**
     * Products of queries and keys, one chain over the elements of a head, not scaled.
     *
     * @param size elements per head
     */
    record Scores(OperationName name, Heads queries, Heads keys, KeyRows shape, int size) implements Operation {

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
                    new Operand.Computed(queries.operation(), queryRow(row), from, count),
                    new Operand.Computed(keys.operation(), keyRow(row, element), from, count));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] query = before.of(queries.operation());
            float[] key = before.of(keys.operation());
            float[] out = new float[shape.size()];
            for (int row = 0; row < shape.rows(); row++) {
                for (int i = shape.absent(row); i < shape.width(row); i++) {
                    out[shape.start(row) + i] = chain(query, queryRow(row) * size, key, keyRow(row, i) * size, size);
                }
            }
            return out;
        }

        private int queryRow(int row) {
            return queries.row(shape.token(row), shape.head(row));
        }

        private int keyRow(int row, int element) {
            return keys.row(shape.firstKey(row) + element, shape.head(row) / (queries.count() / keys.count()));
        }

        private static float chain(float[] a, int aAt, float[] b, int bAt, int count) {
            float sum = 0;
            for (int i = 0; i < count; i++) {
                sum = Math.fma(a[aAt + i], b[bAt + i], sum);
            }
            return sum;
        }
    }

    /** Scores scaled, less what they lose for each token between query and key. */
    static final class BiasedScores implements Operation {

        private final OperationName name;
        private final int scores;
        private final KeyRows shape;
        private final float scale;
        private final float[] slopes;

        /** @param slopes what a head's scores lose per token */
        BiasedScores(OperationName name, int scores, KeyRows shape, float scale, float[] slopes) {
            this.name = name;
            this.scores = scores;
            this.shape = shape;
            this.scale = scale;
            this.slopes = slopes.clone();
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
        public float start(int row, int element) {
            return slopes[shape.head(row)] * (shape.firstKey(row) + element - shape.token(row));
        }

        @Override
        public Step step(int row, int element, int step) {
            return element < shape.absent(row)
                    ? Step.of(StepKind.ABSENT)
                    : Step.scaled(StepKind.BIAS_SCORE, scale, new Operand.Computed(scores, row, element, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(scores);
            float[] out = new float[shape.size()];
            for (int row = 0; row < shape.rows(); row++) {
                int start = shape.start(row);
                for (int i = shape.absent(row); i < shape.width(row); i++) {
                    out[start + i] = Math.fma(in[start + i], scale, start(row, i));
                }
            }
            return out;
        }
    }

    /**
     * One value for each row of keys, which one pass over them gives.
     *
     * @param kind what a step does
     * @param start what precedes the first key
     * @param fold what is reached behind a key, of what was reached before and the key's value
     */
    record OverKeys(
            OperationName name,
            StepKind kind,
            int source,
            KeyRows keys,
            RowShape.Uniform shape,
            float start,
            float scale,
            FloatBinary fold)
            implements Operation {

        static OverKeys greatest(OperationName name, int scores, KeyRows keys, RowShape.Uniform shape, float scale) {
            return new OverKeys(
                    name,
                    StepKind.GREATEST,
                    scores,
                    keys,
                    shape,
                    Float.NEGATIVE_INFINITY,
                    scale,
                    (greatest, score) -> Math.max(greatest, score * scale));
        }

        static OverKeys sum(OperationName name, int exponentials, KeyRows keys, RowShape.Uniform shape) {
            return new OverKeys(name, StepKind.SUM, exponentials, keys, shape, 0, 0, Float::sum);
        }

        @Override
        public int steps(int row) {
            return keys.steps(row);
        }

        @Override
        public float start(int row, int element) {
            return start;
        }

        @Override
        public Step step(int row, int element, int step) {
            return Step.scaled(
                    kind,
                    scale,
                    new Operand.Computed(source, row, keys.stepFrom(row, step), keys.stepCount(row, step)));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(source);
            float[] out = new float[shape.rows()];
            for (int row = 0; row < out.length; row++) {
                float reached = start;
                for (int i = keys.absent(row); i < keys.width(row); i++) {
                    reached = fold.apply(reached, in[keys.start(row) + i]);
                }
                out[row] = reached;
            }
            return out;
        }
    }

    /**
     * A value for each key, of the key's value and the one of its row.
     *
     * @param perKey operation with a value for each key
     * @param perRow operation with a value for each row
     */
    record OfEachKey(
            OperationName name, StepKind kind, int perKey, int perRow, KeyRows shape, float scale, FloatBinary function)
            implements Operation {

        static OfEachKey exponential(OperationName name, int scores, int greatest, KeyRows shape, float scale) {
            return new OfEachKey(
                    name,
                    StepKind.EXPONENTIAL,
                    scores,
                    greatest,
                    shape,
                    scale,
                    (score, top) -> Exponential.exp(score * scale - top));
        }

        /** The result of softmax. */
        static OfEachKey share(OperationName name, int exponentials, int sums, KeyRows shape) {
            return new OfEachKey(name, StepKind.DIVIDE, exponentials, sums, shape, 0, (value, sum) -> value / sum);
        }

        @Override
        public Step step(int row, int element, int step) {
            return element < shape.absent(row)
                    ? Step.of(StepKind.ABSENT)
                    : Step.scaled(
                            kind,
                            scale,
                            new Operand.Computed(perKey, row, element, 1),
                            new Operand.Computed(perRow, row, 0, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(perKey);
            float[] ofRow = before.of(perRow);
            float[] out = new float[shape.size()];
            for (int row = 0; row < shape.rows(); row++) {
                int start = shape.start(row);
                for (int i = start + shape.absent(row); i < start + shape.width(row); i++) {
                    out[i] = function.apply(in[i], ofRow[row]);
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
