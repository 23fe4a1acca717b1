package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeClass;

/**
 * The class of a node and the subnet epoch from which it holds (chain reference, section 3.5).
 *
 * @param startEpoch subnet epoch
 */
public record NodeClassification(NodeClass nodeClass, Epoch startEpoch) {

    /** Whether the node has at least this class in this subnet epoch. */
    public boolean holds(NodeClass wanted, Epoch epoch) {
        return nodeClass.atLeast(wanted) && startEpoch.compareTo(epoch) <= 0;
    }
}
