package io.subnetvalidator.incentives;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything the score rule looks at, for one subnet epoch.
 *
 * @param roster nodes of the epoch with their classes
 * @param observations rows of every included validator, by the validator's node id
 * @param provenFaulty nodes named by a valid fault proof
 * @param blocks number of transformer blocks of the model
 */
public record ScoreInput(
        Map<NodeId, NodeClass> roster,
        Map<NodeId, List<NodeObservation>> observations,
        Set<NodeId> provenFaulty,
        int blocks) {

    public ScoreInput {
        roster = Map.copyOf(roster);
        observations = Map.copyOf(observations);
        provenFaulty = Set.copyOf(provenFaulty);
    }
}
