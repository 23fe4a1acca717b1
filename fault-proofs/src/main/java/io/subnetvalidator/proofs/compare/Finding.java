package io.subnetvalidator.proofs.compare;

/** A fault in one answer, with how far the output is off. */
public record Finding(FaultKind kind, Statistics statistics) {}
