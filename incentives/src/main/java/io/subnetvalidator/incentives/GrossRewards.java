package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the hoskinson runtime pays the nodes of a subnet for an accepted epoch, to the unit (chain reference, sections 5.8 and 5.9):
 *
 * <pre>
 * overall = pmul(emissions, subnet weight)     owner    = pmul(overall, owner share)
 * rest    = overall - owner                    delegate = pmul(rest, delegate share)
 * nodes   = rest - delegate
 * reward  = pmul(pmul(pdiv(score, sum of scores), nodes), factor)
 * </pre>
 *
 * A node's reward is then split between its delegators, its delegate account and its own stake; the sum of the three is the
 * reward. The proposer's bonus is not part of it.
 */
public final class GrossRewards {

    private GrossRewards() {}

    /**
     * What all nodes of a subnet can earn together in one epoch.
     *
     * @param emissions the chain's emissions of the general epoch, in base units
     */
    public static BigInteger nodePool(BigInteger emissions, Ratio subnetWeight, Ratio ownerShare, Ratio delegateShare) {
        BigInteger overall = subnetWeight.of18(emissions);
        BigInteger rest = overall.subtract(ownerShare.of18(overall));
        return rest.subtract(delegateShare.of18(rest));
    }

    /**
     * The reward of every listed node, delegators included.
     *
     * @param pool what {@link #nodePool} says
     * @param scores the proposal's list in its order; of a repeated node only the first entry is paid, but all count in the sum
     * @param factors of the validator-class nodes of the proposal's snapshot: the reward factor of their attestation, 1.0 for those
     *     that did not attest; nodes without a factor are not paid
     */
    public static SortedMap<NodeId, BigInteger> rewards(
            BigInteger pool, List<NodeScore> scores, Map<NodeId, Ratio> factors) {
        BigInteger sum = scores.stream().map(entry -> entry.score().value()).reduce(BigInteger.ZERO, BigInteger::add);
        SortedMap<NodeId, BigInteger> rewards = new TreeMap<>();
        for (NodeScore entry : scores) {
            Ratio factor = factors.get(entry.node());
            if (factor == null || rewards.containsKey(entry.node())) {
                continue;
            }
            rewards.put(entry.node(), reward(pool, Ratio.divide(entry.score().value(), sum), factor));
        }
        return rewards;
    }

    /** The reward of a node with this share of the scores. */
    static BigInteger reward(BigInteger pool, Ratio weight, Ratio factor) {
        return factor.of18(weight.of18(pool));
    }
}
