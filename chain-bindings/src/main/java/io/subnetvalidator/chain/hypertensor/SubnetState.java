package io.subnetvalidator.chain.hypertensor;

/** State of a subnet, in the chain's order (chain reference, section 3.1). */
public enum SubnetState {
    REGISTERED,
    ACTIVE,
    PAUSED
}
