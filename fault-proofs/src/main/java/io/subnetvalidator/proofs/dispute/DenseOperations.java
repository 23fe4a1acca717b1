package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.kernel.Kernels;
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
        public float start() {
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
        public float start() {
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

    /** The sum of two streams. */
    record Residual(OperationName name, int stream, int update, RowShape.Uniform shape) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(
                    StepKind.ADD,
                    new Operand.Computed(stream, row, element, 1),
                    new Operand.Computed(update, row, element, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = before.of(stream).clone();
            float[] added = before.of(update);
            for (int i = 0; i < out.length; i++) {
                out[i] += added[i];
            }
            return out;
        }
    }

    /** The gated activation {@code silu(gate) * up}. */
    record Activation(OperationName name, int gate, int up, RowShape.Uniform shape) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(
                    StepKind.GATE,
                    new Operand.Computed(gate, row, element, 1),
                    new Operand.Computed(up, row, element, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] out = before.of(gate).clone();
            float[] factor = before.of(up);
            for (int i = 0; i < out.length; i++) {
                out[i] = Exponential.silu(out[i]) * factor[i];
            }
            return out;
        }
    }
}
