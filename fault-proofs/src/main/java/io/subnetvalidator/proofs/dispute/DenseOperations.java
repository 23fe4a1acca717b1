package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.kernel.Gelu;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.LayerNorm;
import io.subnetvalidator.proofs.kernel.RmsNorm;
import io.subnetvalidator.proofs.model.NamedWeights;
import java.util.List;

/** Operations that work on each token by itself. */
final class DenseOperations {

    // The neutral element of addition: the first block sum stays what it is, its sign included.
    private static final float NOTHING_ADDED = -0.0f;

    private DenseOperations() {}

    private static int blockLength(int columns, int block) {
        return Math.min(Kernels.BLOCK, columns - block * Kernels.BLOCK);
    }

    /**
     * A matrix product. The output of a token is cut into rows of equal width where later operations work on single heads.
     *
     * @param input operation whose rows are multiplied, one row per token
     * @param columns elements per token of the input
     * @param rowsPerToken output rows of a token
     */
    record Product(OperationName name, int input, String tensor, int columns, RowShape.Uniform shape, int rowsPerToken)
            implements Operation {

        @Override
        public int steps(int row) {
            return RowShape.pieces(columns, Kernels.BLOCK);
        }

        @Override
        public float start(int row, int element) {
            return NOTHING_ADDED;
        }

        @Override
        public Step step(int row, int element, int step) {
            int from = step * Kernels.BLOCK;
            int count = blockLength(columns, step);
            int channel = row % rowsPerToken * shape.width() + element;
            List<Integer> dimensions = List.of(rowsPerToken * shape.width(), columns);
            return Step.of(
                    StepKind.PRODUCT,
                    new Operand.Computed(input, row / rowsPerToken, from, count),
                    new Operand.Weights(tensor, dimensions, channel, from, count));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            return weights.multiply(tensor, before.of(input), shape.rows() / rowsPerToken);
        }
    }

    /** A bias added to a product of the same shape. */
    record Bias(OperationName name, int input, String tensor, RowShape.Uniform shape, int rowsPerToken)
            implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            int channel = row % rowsPerToken * shape.width() + element;
            return Step.of(
                    StepKind.ADD,
                    new Operand.Computed(input, row, element, 1),
                    new Operand.Weights(tensor, List.of(rowsPerToken * shape.width()), 0, channel, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] bias = weights.vector(tensor);
            float[] out = before.of(input).clone();
            for (int i = 0; i < out.length; i++) {
                out[i] += bias[i % bias.length];
            }
            return out;
        }
    }

    /** The sum of the squares of each row of {@code columns} elements. */
    record Squares(OperationName name, int input, int columns, RowShape.Uniform shape) implements Operation {

        @Override
        public int steps(int row) {
            return RowShape.pieces(columns, Kernels.BLOCK);
        }

        @Override
        public float start(int row, int element) {
            return NOTHING_ADDED;
        }

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(
                    StepKind.SQUARES,
                    new Operand.Computed(input, row, step * Kernels.BLOCK, blockLength(columns, step)));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = new float[shape.rows()];
            for (int row = 0; row < out.length; row++) {
                out[row] = RmsNorm.sumOfSquares(before.of(input), row * columns, columns);
            }
            return out;
        }
    }

    /** The norm of each row, from the sum of its squares. */
    record Norm(OperationName name, int input, int squares, String tensor, float epsilon, RowShape.Uniform shape)
            implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            List<Operand> operands = List.of(
                    new Operand.Computed(input, row, element, 1),
                    new Operand.Computed(squares, row, 0, 1),
                    new Operand.Weights(tensor, List.of(shape.width()), 0, element, 1));
            return new Step(StepKind.NORM, shape.width(), epsilon, operands);
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            return RmsNorm.rows(before.of(input), shape.rows(), weights.vector(tensor), epsilon);
        }
    }

    /** The sum of each row of {@code columns} elements. */
    record Sums(OperationName name, int input, int columns, RowShape.Uniform shape) implements Operation {

        @Override
        public int steps(int row) {
            return RowShape.pieces(columns, Kernels.BLOCK);
        }

        @Override
        public float start(int row, int element) {
            return NOTHING_ADDED;
        }

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(
                    StepKind.BLOCK_SUM,
                    new Operand.Computed(input, row, step * Kernels.BLOCK, blockLength(columns, step)));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(input);
            float[] out = new float[shape.rows()];
            for (int row = 0; row < out.length; row++) {
                out[row] = LayerNorm.sum(in, row * columns, columns);
            }
            return out;
        }
    }

    /** What each element is above the mean of its row. */
    record Centered(OperationName name, int input, int sums, RowShape.Uniform shape) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            List<Operand> operands =
                    List.of(new Operand.Computed(input, row, element, 1), new Operand.Computed(sums, row, 0, 1));
            return new Step(StepKind.CENTER, shape.width(), 0, operands);
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = before.of(input).clone();
            float[] sum = before.of(sums);
            for (int i = 0; i < out.length; i++) {
                out[i] -= sum[i / shape.width()] / shape.width();
            }
            return out;
        }
    }

    /**
     * Centred rows of unit variance, from the sums of their squares. The output is cut into short rows: what multiplies and adds the
     * weights reads two pieces of weights, and a third whole piece would leave no room for larger models.
     *
     * @param columns elements of a row of the input
     */
    record Scaled(OperationName name, int input, int squares, int columns, float epsilon, RowShape.Uniform shape)
            implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            int at = shape.start(row) + element;
            List<Operand> operands = List.of(
                    new Operand.Computed(input, at / columns, at % columns, 1),
                    new Operand.Computed(squares, at / columns, 0, 1));
            return new Step(StepKind.SCALE, columns, epsilon, operands);
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = before.of(input).clone();
            float[] sum = before.of(squares);
            for (int i = 0; i < out.length; i++) {
                // The double root of a float, narrowed, is the correctly rounded float root.
                out[i] *= 1 / (float) Math.sqrt(sum[i / columns] / columns + epsilon);
            }
            return out;
        }
    }

    /**
     * Weights multiplied and biases added in one rounding, the end of a layer norm.
     *
     * @param inputWidth width of the rows of the input, a divisor of the output's
     * @param layer name of the norm
     */
    record Affine(OperationName name, int input, int inputWidth, String layer, RowShape.Uniform shape)
            implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            int at = shape.start(row) + element;
            List<Integer> dimensions = List.of(shape.width());
            return Step.of(
                    StepKind.AFFINE,
                    new Operand.Computed(input, at / inputWidth, at % inputWidth, 1),
                    new Operand.Weights(layer + ".weight", dimensions, 0, element, 1),
                    new Operand.Weights(layer + ".bias", dimensions, 0, element, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] weight = weights.vector(layer + ".weight");
            float[] bias = weights.vector(layer + ".bias");
            float[] out = before.of(input).clone();
            for (int i = 0; i < out.length; i++) {
                int channel = i % shape.width();
                out[i] = Math.fma(out[i], weight[channel], bias[channel]);
            }
            return out;
        }
    }

    /** One element from two of the same place. */
    record Pairwise(
            OperationName name, StepKind kind, int first, int second, RowShape.Uniform shape, FloatBinary function)
            implements Operation {

        /** The sum of two streams. */
        static Pairwise sum(OperationName name, int stream, int update, RowShape.Uniform shape) {
            return new Pairwise(name, StepKind.ADD, stream, update, shape, Float::sum);
        }

        /** The gated activation {@code silu(gate) * up}. */
        static Pairwise gated(OperationName name, int gate, int up, RowShape.Uniform shape) {
            return new Pairwise(name, StepKind.GATE, gate, up, shape, (a, b) -> Exponential.silu(a) * b);
        }

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(
                    kind, new Operand.Computed(first, row, element, 1), new Operand.Computed(second, row, element, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = before.of(first).clone();
            float[] other = before.of(second);
            for (int i = 0; i < out.length; i++) {
                out[i] = function.apply(out[i], other[i]);
            }
            return out;
        }
    }

    /** GELU of each element, with the error function or with the hyperbolic tangent. */
    record Activation(OperationName name, boolean tanh, int input, RowShape.Uniform shape) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(tanh ? StepKind.GELU_TANH : StepKind.GELU, new Operand.Computed(input, row, element, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = before.of(input).clone();
            for (int i = 0; i < out.length; i++) {
                out[i] = tanh ? Gelu.tanh(out[i]) : Gelu.exact(out[i]);
            }
            return out;
        }
    }
}
