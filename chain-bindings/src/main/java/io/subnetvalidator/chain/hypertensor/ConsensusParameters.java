package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Ratio;

/**
 * Chain-wide parameters of the consensus at one block (chain reference, sections 5.5 to 5.7).
 *
 * @param minAttestation share of attestations from which a proposal is paid; below it the proposer is slashed
 * @param superMajority share from which queue commands run and silent validators lose reputation
 * @param baseValidatorReward bonus of the proposer before its factor
 * @param validatorRewardK steepness of the proposer's factor
 * @param validatorRewardMidpoint progress at which the proposer's factor is one half
 * @param attestorMinRewardFactor least factor of an attestor
 * @param attestorRewardExponent exponent of the attestor's factor
 * @param baseSlash share of the stake that a slash starts from
 * @param maxSlash greatest slash
 * @param ownerShare share of a subnet's emission that goes to its owner
 * @param minSubnetReputation reputation below which a subnet is removed
 * @param minSubnetNodes least number of nodes of a subnet
 * @param paused whether all calls of the pallet are refused
 */
public record ConsensusParameters(
        Ratio minAttestation,
        Ratio superMajority,
        Balance baseValidatorReward,
        long validatorRewardK,
        Ratio validatorRewardMidpoint,
        Ratio attestorMinRewardFactor,
        long attestorRewardExponent,
        Ratio baseSlash,
        Balance maxSlash,
        Ratio ownerShare,
        Ratio minSubnetReputation,
        long minSubnetNodes,
        boolean paused) {}
