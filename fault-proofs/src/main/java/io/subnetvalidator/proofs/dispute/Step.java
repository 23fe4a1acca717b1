package io.subnetvalidator.proofs.dispute;

import java.util.List;

/**
 * One step of the computation: at most {@value LeafChecker#PIECE} terms of one element of one operation.
 *
 * @param integer position of a rotation, width of a norm, or number of an expert; 0 elsewhere
 * @param real angle per position of a rotation, epsilon of a norm, scale of the scores, or experts taken; 0 elsewhere
 */
public record Step(StepKind kind, int integer, double real, List<Operand> operands) {

    public Step {
        operands = List.copyOf(operands);
    }

    static Step of(StepKind kind, Operand... operands) {
        return new Step(kind, 0, 0, List.of(operands));
    }

    static Step scaled(StepKind kind, float scale, Operand... operands) {
        return new Step(kind, 0, scale, List.of(operands));
    }

    float apply(float before, float[]... values) {
        return LeafChecker.step(kind.code(), integer, real, before, values);
    }
}
