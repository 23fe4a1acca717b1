package io.subnetvalidator.proofs.dispute;

import java.util.Set;

/**
 * How a dispute ended.
 *
 * @param losers who is shown to be wrong; both where neither is right or neither answers
 */
public record Ruling(Set<Side> losers, Reason reason) {

    /** Why a party loses. */
    public enum Reason {
        /** The leaf shows what the step gives. */
        LEAF,
        /** No move before the deadline. */
        SILENCE,
        /** Signed bytes that are no move, or a move that was not asked for. */
        NO_ANSWER,
        /** A move that does not fit what the party committed to before. */
        INCONSISTENT,
        /** Two different moves for one round. */
        EQUIVOCATION,
        /** A leaf that proves nothing. */
        INVALID_LEAF
    }

    /** @throws IllegalArgumentException when nobody loses */
    public Ruling {
        losers = Set.copyOf(losers);
        if (losers.isEmpty()) {
            throw new IllegalArgumentException("somebody loses every dispute");
        }
    }

    static Ruling against(Side side, Reason reason) {
        return new Ruling(Set.of(side), reason);
    }
}
