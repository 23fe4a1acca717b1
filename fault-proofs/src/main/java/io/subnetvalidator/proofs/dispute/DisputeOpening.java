package io.subnetvalidator.proofs.dispute;

/** What becomes of two claims brought before a referee. */
public sealed interface DisputeOpening {

    /** There is a dispute; its first question is among the effects. */
    record Opened(Referee referee, DisputeDecision start) implements DisputeOpening {}

    /** There is nothing to decide, for a reason that is no party's fault as far as the referee can tell. */
    record Refused(String reason) implements DisputeOpening {}
}
