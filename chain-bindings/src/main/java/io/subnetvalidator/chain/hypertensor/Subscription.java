package io.subnetvalidator.chain.hypertensor;

/** Something that delivers until it is cancelled; cancelling twice is harmless. */
@FunctionalInterface
public interface Subscription {

    /** Nothing is delivered after this call has run on the chain's event loop. */
    void cancel();
}
