package io.subnetvalidator.chain.hypertensor;

/**
 * Which of the incompatible runtimes a chain runs. Recognised by the shape of its calls, since their version numbers are
 * equal (chain reference, sections 1.1 and 11).
 */
public enum Dialect {
    /** Node hotkeys sign; {@code propose_attestation} has six arguments, {@code attest} two. */
    HOSKINSON,
    /** Validators own nodes; both calls name the node, and {@code register_validator} exists. */
    MAIN,
    /** Neither shape matches. The chain can be watched as far as it can be read, and nothing is signed. */
    UNKNOWN
}
