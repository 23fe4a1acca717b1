package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.incentives.ScoreInput;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scores from an exact set of batches and convictions; the proposer and every attestor run this same function.
 *
 * <p>Classes are those at the first block of the epoch of the proposal, because the chain drops entries of nodes below class
 * Included then and marks unlisted nodes absent. A batch of a validator that has lost its class by then counts for the quorum
 * but its rows do not count for the scores.
 */
final class Recomputation {

    private final ScoreFunction rule;
    private final int modelBlocks;

    Recomputation(ScoreFunction rule, int modelBlocks) {
        this.rule = rule;
        this.modelBlocks = modelBlocks;
    }

    ScoreList scores(Roster target, Collection<ObservationBatch> included, Set<NodeId> faulty) {
        Map<NodeId, List<NodeObservation>> observations = new HashMap<>();
        for (ObservationBatch batch : included) {
            if (target.isValidator(batch.validator())) {
                observations.put(batch.validator(), batch.rows());
            }
        }
        return ScoreList.ofRule(rule.scores(new ScoreInput(target.classes(), observations, faulty, modelBlocks)));
    }
}
