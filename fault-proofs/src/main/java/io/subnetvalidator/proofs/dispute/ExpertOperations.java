package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.proofs.model.NamedWeights;
import io.subnetvalidator.proofs.model.Routing;
import java.util.List;

/**
 * Operations of a mixture of experts. A trace has the results of every expert for every token: which are taken is decided by
 * values, and the shape of a trace must not depend on values.
 */
final class ExpertOperations {

    private ExpertOperations() {}

    /**
     * The share of each expert for each token, from the logits of all; {@value LeafChecker#NOT_TAKEN} where it is not taken.
     *
     * @param perToken how many experts a token takes
     */
    record Shares(OperationName name, int logits, int perToken, RowShape.Uniform shape) implements Operation {

        @Override
        public Step step(int row, int element, int step) {
            return new Step(
                    StepKind.ROUTE, element, perToken, List.of(new Operand.Computed(logits, row, 0, shape.width())));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] in = before.of(logits);
            float[] out = new float[shape.size()];
            for (int row = 0; row < shape.rows(); row++) {
                Routing shares = Routing.of(in, shape.start(row), shape.width(), perToken);
                for (int expert = 0; expert < shape.width(); expert++) {
                    out[shape.start(row) + expert] =
                            shares.takes(expert) ? shares.share(expert) : LeafChecker.NOT_TAKEN;
                }
            }
            return out;
        }
    }

    /** The results of the experts taken, added with their shares in the order of their numbers; a step for each expert. */
    static final class Mixture implements Operation {

        private final OperationName name;
        private final int shares;
        private final List<Integer> experts;
        private final RowShape.Uniform shape;

        /** @param experts operations with the experts' results */
        Mixture(OperationName name, int shares, List<Integer> experts, RowShape.Uniform shape) {
            this.name = name;
            this.shares = shares;
            this.experts = List.copyOf(experts);
            this.shape = shape;
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
        public int steps(int row) {
            return experts.size();
        }

        @Override
        public Step step(int row, int element, int step) {
            return Step.of(
                    StepKind.MIX,
                    new Operand.Computed(shares, row, step, 1),
                    new Operand.Computed(experts.get(step), row, element, 1));
        }

        @Override
        public float[] compute(BlockValues before, NamedWeights weights) {
            float[] share = before.of(shares);
            float[] out = new float[shape.size()];
            for (int expert = 0; expert < experts.size(); expert++) {
                float[] result = before.of(experts.get(expert));
                for (int i = 0; i < out.length; i++) {
                    float taken = share[i / shape.width() * experts.size() + expert];
                    out[i] = taken < 0 ? out[i] : Math.fma(taken, result[i], out[i]);
                }
            }
            return out;
        }
    }
}
