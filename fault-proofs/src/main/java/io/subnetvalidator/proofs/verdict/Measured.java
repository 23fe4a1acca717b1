package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.compare.Statistics;
import java.util.List;

/**
 * How far the steps of one session are off.
 *
 * @param verdict {@link Verdict.Ok} when all steps were measured, whatever the statistics are; else what ended it
 * @param steps the steps measured, in order
 */
public record Measured(Verdict verdict, List<Step> steps) {

    /**
     * One step.
     *
     * @param tokens number of rows compared, which are all of the step
     * @param referenceDigest digest of what the reference has in place of the output
     */
    public record Step(int tokens, Statistics statistics, Hash256 referenceDigest) {}

    public Measured {
        steps = List.copyOf(steps);
    }
}
