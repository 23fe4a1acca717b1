package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node of a subnet at one block.
 *
 * @param hotkey account that signs the node's consensus calls; empty when the chain names none
 * @param coldkey owner; empty when the chain names none
 * @param validatorId the validator that owns the node, on chains of the main dialect
 * @param peer address for subnet traffic
 * @param bootnode address as a boot node, when registered
 * @param client address for clients, when registered
 * @param classification class; of a queued node, its start epoch counts from its registration
 * @param queued whether the node waits in the registration queue: it is not active and has no class yet
 * @param stake stake of the node itself
 * @param reputation reputation of the node, 1.0 when the chain stores none
 */
public record SubnetNodeInfo(
        NodeId id,
        Optional<AccountId> hotkey,
        Optional<AccountId> coldkey,
        OptionalLong validatorId,
        PeerInfo peer,
        Optional<PeerInfo> bootnode,
        Optional<PeerInfo> client,
        NodeClassification classification,
        boolean queued,
        Balance stake,
        Ratio reputation) {}
