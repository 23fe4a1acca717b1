package io.subnetvalidator.chain.types;

/** Class of a subnet node, in the chain's order (chain reference, section 3.5). */
public enum NodeClass {
    REGISTERED,
    IDLE,
    INCLUDED,
    VALIDATOR;

    public boolean atLeast(NodeClass other) {
        return compareTo(other) >= 0;
    }
}
