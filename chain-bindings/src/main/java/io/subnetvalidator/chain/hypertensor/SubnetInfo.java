package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A subnet at one block.
 *
 * @param id permanent id
 * @param friendlyId re-used small id, 0 when the subnet has none
 * @param state state
 * @param startEpoch general epoch from which an active subnet takes part in emissions; 2^32-1 while registered
 * @param slot the block position of its epochs; empty when the subnet holds none, then it has no epochs
 * @param owner owner
 * @param minStake least stake of a node
 * @param maxStake greatest stake a node can add up to
 * @param reputation reputation of the subnet
 * @param minNodeReputation reputation below which a node is removed
 * @param delegateRewardsShare share of the subnet's rewards that goes to its delegate pool
 * @param emergency the emergency validator set, when one is stored
 */
public record SubnetInfo(
        SubnetId id,
        long friendlyId,
        String name,
        SubnetState state,
        long startEpoch,
        OptionalLong slot,
        Optional<AccountId> owner,
        Balance minStake,
        Balance maxStake,
        Ratio reputation,
        Ratio minNodeReputation,
        Ratio delegateRewardsShare,
        Optional<EmergencySet> emergency) {}
