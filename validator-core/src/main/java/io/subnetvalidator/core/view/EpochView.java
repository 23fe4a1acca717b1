package io.subnetvalidator.core.view;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One subnet epoch as the chain settled it, or as far as it has come.
 *
 * @param epoch subnet epoch in which the proposal was made
 * @param proposer elected node; empty when there was no election
 * @param proposalOffset block offset within the epoch at which the proposal was included
 * @param attests number of attestations on chain, the proposer's own included
 * @param attestors validator-class nodes that could attest
 * @param attestRatio {@code attests / attestors}, for people; consensus uses the chain's own integers
 * @param scores score list of the proposal, by node id
 * @param rewards stake paid by the chain, by node id; empty until settled
 * @param settled whether the chain has settled the epoch
 * @param accepted whether it was settled with rewards
 */
public record EpochView(
        long epoch,
        Optional<Long> proposer,
        Optional<Long> proposalOffset,
        int attests,
        int attestors,
        double attestRatio,
        Map<Long, BigInteger> scores,
        Map<Long, BigInteger> rewards,
        boolean settled,
        boolean accepted) {

    public EpochView {
        scores = Map.copyOf(scores);
        rewards = Map.copyOf(rewards);
    }

    /** Node ids paid in this epoch. */
    public List<Long> paid() {
        return rewards.keySet().stream().sorted().toList();
    }
}
