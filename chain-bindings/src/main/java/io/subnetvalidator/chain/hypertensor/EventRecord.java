package io.subnetvalidator.chain.hypertensor;

/** An event and where in the block it arose. */
public record EventRecord(EventPhase phase, ChainEvent event) {}
