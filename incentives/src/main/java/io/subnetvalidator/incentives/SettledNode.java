package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import java.util.Optional;

/**
 * A node as the snapshot in a submission has it, with what settlement looks up beside it.
 *
 * @param id the node
 * @param nodeClass its class in the snapshot
 * @param reputation its reputation before settlement
 * @param delegateRate share of its reward for its own delegators
 * @param hasDelegators whether its delegate pool has shares
 * @param accountRate share of what is left for its delegate account; empty without such an account
 */
public record SettledNode(
        NodeId id,
        NodeClass nodeClass,
        Ratio reputation,
        Ratio delegateRate,
        boolean hasDelegators,
        Optional<Ratio> accountRate) {

    /** A node that keeps its whole reward. */
    public static SettledNode of(NodeId id, NodeClass nodeClass, Ratio reputation) {
        return new SettledNode(id, nodeClass, reputation, Ratio.ZERO, false, Optional.empty());
    }
}
