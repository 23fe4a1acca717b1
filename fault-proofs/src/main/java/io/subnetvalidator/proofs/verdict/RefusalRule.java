package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockNumber;
import java.util.Optional;

/**
 * When silence becomes a fault. That a node did not open proves nothing: nobody can show what did not arrive. A challenge that stands
 * on chain and an answer that does not within a window of blocks are seen by everybody alike, by block height and not by anybody's
 * clock.
 *
 * @param window blocks that a node has to answer
 */
public record RefusalRule(long window) {

    /** Where a challenge stands. */
    public enum State {
        /** The node can still answer; until then it counts as unanswered, as any request without an answer. */
        OPEN,
        /** A valid opening stood on chain in time. */
        ANSWERED,
        /** The window is over without one: a fault by default. */
        DEFAULTED
    }

    /** @throws IllegalArgumentException when the window is empty */
    public RefusalRule {
        if (window < 1) {
            throw new IllegalArgumentException("a node has at least one block to answer, not " + window);
        }
    }

    /**
     * The state of a challenge.
     *
     * @param posted block that holds the challenge
     * @param answered first block that holds a valid opening for it
     * @param finalized newest finalized block: only what is final decides
     */
    public State state(BlockNumber posted, Optional<BlockNumber> answered, BlockNumber finalized) {
        BlockNumber last = posted.plus(window);
        boolean inTime = answered.filter(block -> block.compareTo(posted) > 0 && block.compareTo(last) <= 0)
                .isPresent();
        if (inTime) {
            return State.ANSWERED;
        }
        return finalized.compareTo(last) > 0 ? State.DEFAULTED : State.OPEN;
    }
}
