package io.subnetvalidator.chain.hypertensor;

/** The part of a block that emitted an event. */
public sealed interface EventPhase {

    /** @param index position of the extrinsic in the block */
    record ApplyExtrinsic(long index) implements EventPhase {}

    /** After the extrinsics. */
    record Finalization() implements EventPhase {}

    /** Before the extrinsics: elections, settlements. */
    record Initialization() implements EventPhase {}
}
