package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores of one epoch and how they came about.
 *
 * @param proposal the list to propose, or to compare a proposal with
 * @param explanations one per node of the roster, ascending, also for the nodes that are not listed
 */
public record ScoreSheet(ProposalList proposal, SortedMap<NodeId, ScoreExplanation> explanations) {

    public ScoreSheet {
        explanations = Collections.unmodifiableSortedMap(new TreeMap<>(explanations));
    }

    /** The listed nodes, ascending. */
    public List<NodeScore> entries() {
        return proposal.entries();
    }

    /** Digest of the list, as attestations carry it. */
    public Hash256 digest() {
        return proposal.digest();
    }
}
