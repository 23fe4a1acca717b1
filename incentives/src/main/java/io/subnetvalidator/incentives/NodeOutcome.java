package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;

/**
 * What a settlement does to one node.
 *
 * @param node the node
 * @param stake reward added to its own stake, without a proposer's bonus
 * @param delegators reward added to its delegate pool
 * @param delegateAccount reward added to its delegate account
 * @param reputation its reputation afterwards
 * @param removed whether it is removed for its reputation
 */
public record NodeOutcome(
        NodeId node, Balance stake, Balance delegators, Balance delegateAccount, Ratio reputation, boolean removed) {

    static NodeOutcome unpaid(NodeId node, Ratio reputation, boolean removed) {
        return new NodeOutcome(node, Balance.ZERO, Balance.ZERO, Balance.ZERO, reputation, removed);
    }

    /** The whole reward, before it was divided. */
    public Balance total() {
        return stake.plus(delegators).plus(delegateAccount);
    }
}
