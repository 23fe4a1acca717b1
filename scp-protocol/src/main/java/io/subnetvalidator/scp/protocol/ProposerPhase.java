package io.subnetvalidator.scp.protocol;

import java.util.EnumSet;
import java.util.Set;

/** Where a validator stands as proposer of one epoch. Every legal transition is listed here and nowhere else. */
public enum ProposerPhase {
    /** Not elected. */
    IDLE,
    /** Elected; inputs are being collected. */
    GATHERING,
    /** The proposal is decided, handed to the signer and under way. */
    SIGNED,
    /** A proposal of the own node is in the best head. */
    ON_CHAIN,
    /** No proposal will be signed, or sent again, in this epoch. */
    WITHHELD;

    /** Phases that may follow; a reorganisation can undo an election and take a proposal off the chain. */
    public Set<ProposerPhase> next() {
        return switch (this) {
            case IDLE -> EnumSet.of(GATHERING, ON_CHAIN);
            case GATHERING -> EnumSet.of(SIGNED, WITHHELD, IDLE, ON_CHAIN);
            case SIGNED -> EnumSet.of(ON_CHAIN, WITHHELD);
            case ON_CHAIN -> EnumSet.of(SIGNED, WITHHELD);
            case WITHHELD -> EnumSet.of(ON_CHAIN);
        };
    }
}
