package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;

/**
 * A subnet node as the chain shows it at the first block of an epoch.
 *
 * @param id the node's permanent id within the subnet
 * @param peer its registered libp2p identity, whose key signs its messages
 * @param nodeClass its class in that epoch
 * @param hotkey the account that proposes and attests for it
 * @param stake its own stake in the subnet
 */
public record RosterNode(NodeId id, PeerId peer, NodeClass nodeClass, AccountId hotkey, Balance stake) {}
