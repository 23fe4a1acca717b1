package io.subnetvalidator.proofs.model;

/** A span whose sessions can be continued in several ways. */
public interface ForkableSpan extends SpanComputation {

    @Override
    ForkableSession open();
}
