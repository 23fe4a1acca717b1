package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stored proposal of one subnet epoch with the attestations so far (chain reference, section 5.4).
 *
 * @param proposer node that proposed
 * @param block block that included the proposal
 * @param progress share of the epoch that had passed
 * @param rewardFactor factor on the proposer's bonus
 * @param attests attestations by node, the proposer's own among them
 * @param nodes snapshot of the nodes of class Idle or better
 * @param allowedAttestors the nodes that may attest, on chains of the main dialect
 * @param prioritize queue node to move to the front, as the chain accepted it
 * @param remove queue node to remove, as the chain accepted it
 * @param data scores as the chain kept them: entries that it dropped are missing
 * @param args free bytes of the proposer
 */
public record ConsensusSubmission(
        NodeId proposer,
        BlockNumber block,
        Ratio progress,
        Ratio rewardFactor,
        SortedMap<NodeId, AttestEntry> attests,
        List<SnapshotNode> nodes,
        Optional<List<NodeId>> allowedAttestors,
        Optional<NodeId> prioritize,
        Optional<NodeId> remove,
        List<NodeScore> data,
        Optional<Bytes> args) {
    public ConsensusSubmission {
        attests = Collections.unmodifiableSortedMap(new TreeMap<>(attests));
        nodes = List.copyOf(nodes);
        allowedAttestors = allowedAttestors.map(List::copyOf);
        data = List.copyOf(data);
    }

    public boolean attestedBy(NodeId node) {
        return attests.containsKey(node);
    }
}
