package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.incentives.NodeScore;
import io.subnetvalidator.incentives.ScoreInput;
import java.util.ArrayList;
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

    private static final Score EQUAL_SHARE = Score.of(Ratio.ONE.value());

    private final ScoreFunction rule;
    private final int modelBlocks;

    Recomputation(ScoreFunction rule, int modelBlocks) {
        this.rule = rule;
        this.modelBlocks = modelBlocks;
    }

    /**
     * Scores for a proposal.
     *
     * @param quorum batches that the observed epoch demands; with fewer the {@link #neutral} list is used
     */
    ScoreList scores(Roster target, int quorum, Collection<ObservationBatch> included, Set<NodeId> faulty) {
        if (included.size() < quorum) {
            return neutral(target, faulty);
        }
        Map<NodeId, List<NodeObservation>> observations = new HashMap<>();
        for (ObservationBatch batch : included) {
            if (target.isValidator(batch.validator())) {
                observations.put(batch.validator(), batch.rows());
            }
        }
        return ScoreList.ofRule(rule.scores(new ScoreInput(target.classes(), observations, faulty, modelBlocks)));
    }

    /**
     * The list when too few validators were heard: what only some of them saw must neither punish a node nor favour one, so all
     * validator-class nodes share equally. A proven fault needs no vote, so convicted nodes are left out all the same.
     */
    private static ScoreList neutral(Roster target, Set<NodeId> faulty) {
        List<NodeScore> scores = new ArrayList<>();
        for (RosterNode node : target.nodes()) {
            if (node.nodeClass().atLeast(NodeClass.INCLUDED) && !faulty.contains(node.id())) {
                Score score = node.nodeClass() == NodeClass.VALIDATOR ? EQUAL_SHARE : Score.ZERO;
                scores.add(new NodeScore(node.id(), score));
            }
        }
        return ScoreList.ofRule(scores);
    }
}
