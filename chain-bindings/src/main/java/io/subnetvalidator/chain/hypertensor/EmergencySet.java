package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.NodeId;
import java.util.List;

/**
 * The only electable and attesting nodes of a subnet for a limited time (chain reference, section 3.2).
 *
 * @param nodes members, in stored order
 * @param targetEpochs epochs it is meant to last
 * @param maxEpoch subnet epoch after which it ends; 0 until the subnet is unpaused
 * @param totalEpochs epochs it has lasted
 */
public record EmergencySet(List<NodeId> nodes, long targetEpochs, long maxEpoch, long totalEpochs) {
    public EmergencySet {
        nodes = List.copyOf(nodes);
    }
}
