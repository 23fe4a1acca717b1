package io.subnetvalidator.proofs.dispute;

import io.subnetvalidator.chain.types.BlockNumber;
import java.util.List;
import java.util.Map;

/** Where a dispute stands. */
public sealed interface DisputeState {

    /**
     * Moves are awaited.
     *
     * @param round number of the round, from 0
     * @param stage what both parties are asked for
     * @param agreed operations that both committed to alike
     * @param deadline last chain block in which a move counts
     * @param moves moves of this round so far, consistent with what their party committed to
     */
    record Running(int round, Stage stage, List<AgreedOperations> agreed, BlockNumber deadline, Map<Side, Move> moves)
            implements DisputeState {

        public Running {
            agreed = List.copyOf(agreed);
            moves = Map.copyOf(moves);
        }
    }

    /** It is over. */
    record Settled(Ruling ruling) implements DisputeState {}
}
