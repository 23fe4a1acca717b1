package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.BlockNumber;

/** What follows from an event. */
public sealed interface DisputeEffect {

    /** Both parties are asked for a move. */
    record Ask(int round, Stage stage, BlockNumber deadline) implements DisputeEffect {}

    /** The dispute is over. */
    record Settle(Ruling ruling) implements DisputeEffect {}

    /** A message counts for nothing; nobody is shown to have sent it, or it is about something that is over. */
    record Ignore(String reason) implements DisputeEffect {}
}
