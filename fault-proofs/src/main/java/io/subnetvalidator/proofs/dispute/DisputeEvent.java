package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;

/** What a referee learns, in the order in which the chain has it. */
public sealed interface DisputeEvent {

    /** The chain block it is learnt in. */
    BlockNumber at();

    /**
     * Bytes that are said to be a signed move.
     *
     * @param message whatever was sent
     */
    record Message(Bytes message, BlockNumber at) implements DisputeEvent {}

    /** A chain block without anything for this dispute. */
    record Block(BlockNumber at) implements DisputeEvent {}
}
