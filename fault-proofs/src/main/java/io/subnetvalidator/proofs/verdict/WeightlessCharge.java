package io.subnetvalidator.proofs.verdict;

import java.util.Optional;

/** A charge that signatures alone decide. */
public sealed interface WeightlessCharge extends Charge permits StepCharge, DoubleAnswer, DoubleRequest {

    /** Why the evidence does not show what it is said to show; empty when it does. */
    Optional<Verdict.Inadmissible> unproven();
}
