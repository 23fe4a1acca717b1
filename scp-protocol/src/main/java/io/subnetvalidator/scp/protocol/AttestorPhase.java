package io.subnetvalidator.scp.protocol;

import java.util.EnumSet;
import java.util.Set;

/** Where a validator stands as attestor of one epoch. Every legal transition is listed here and nowhere else. */
public enum AttestorPhase {
    /** No proposal of another validator in the best head. */
    IDLE,
    /** A proposal is being checked. */
    VERIFYING,
    /** The attestation is decided, handed to the signer and under way. */
    SIGNED,
    /** The own attestation is in the best head. */
    ON_CHAIN,
    /** The proposal broke a rule. */
    DISSENTED,
    /** No attestation will be signed, or sent again, in this epoch. */
    WITHHELD;

    /** Phases that may follow; a reorganisation can replace the proposal or take an attestation off the chain. */
    public Set<AttestorPhase> next() {
        return switch (this) {
            case IDLE -> EnumSet.of(VERIFYING, ON_CHAIN);
            case VERIFYING -> EnumSet.of(SIGNED, DISSENTED, WITHHELD, IDLE, ON_CHAIN);
            case SIGNED -> EnumSet.of(ON_CHAIN, WITHHELD);
            case ON_CHAIN -> EnumSet.of(SIGNED, WITHHELD);
            case DISSENTED -> EnumSet.of(IDLE, ON_CHAIN);
            case WITHHELD -> EnumSet.of(ON_CHAIN);
        };
    }
}
