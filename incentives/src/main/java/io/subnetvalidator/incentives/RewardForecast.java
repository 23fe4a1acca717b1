package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the hoskinson runtime makes of a settlement, to the unit (chain reference, sections 3.7 and 5.6 to 5.8). Every product
 * and quotient is rounded down where the chain rounds it; the factors of the proposer and the attestors, which the chain
 * computes in floating point when a transaction comes in, are taken from its storage.
 *
 * @param attestation share of validators that attested
 * @param accepted whether that is enough
 * @param proposerBonus minted to the proposer's stake; no event of the chain names it
 * @param proposerSlash burned from the proposer's stake
 * @param nodes outcome for every node of the snapshot, ascending
 */
public record RewardForecast(
        Ratio attestation,
        boolean accepted,
        Balance proposerBonus,
        Balance proposerSlash,
        SortedMap<NodeId, NodeOutcome> nodes) {

    public RewardForecast {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }

    /** Settles. */
    public static RewardForecast of(SettlementTerms terms, Settlement settlement) {
        Ratio attestation = settlement.attestation();
        boolean accepted = attestation.compareTo(terms.minAttestation()) >= 0;
        SortedMap<NodeId, NodeOutcome> nodes = new TreeMap<>();
        for (SettledNode node : settlement.snapshot()) {
            NodeOutcome outcome = accepted
                    ? reward(terms, settlement, node, attestation)
                    : fail(terms, settlement, node, attestation);
            nodes.put(node.id(), outcome);
        }
        Balance bonus = accepted
                ? Balance.of(
                        settlement.proposerFactor().of18(terms.proposerBonus().units()))
                : Balance.ZERO;
        Balance slash = accepted ? Balance.ZERO : terms.slash(settlement.proposerStake(), attestation);
        return new RewardForecast(attestation, accepted, bonus, slash, nodes);
    }

    /** What the chain adds to a node's own stake, a proposer's bonus included. */
    public Balance stakeIncome(NodeId node, NodeId proposer) {
        NodeOutcome outcome = nodes.get(node);
        Balance reward = outcome == null ? Balance.ZERO : outcome.stake();
        return node.equals(proposer) ? reward.plus(proposerBonus) : reward;
    }

    private static NodeOutcome reward(
            SettlementTerms terms, Settlement settlement, SettledNode node, Ratio attestation) {
        if (isLow(terms, node.reputation())) {
            return NodeOutcome.unpaid(node.id(), node.reputation(), true);
        }
        if (!node.nodeClass().atLeast(NodeClass.INCLUDED)) {
            return NodeOutcome.unpaid(node.id(), node.reputation(), false);
        }
        Optional<Score> score = settlement.scoreOf(node.id());
        if (score.isEmpty()) {
            return NodeOutcome.unpaid(node.id(), decrease(node.reputation(), terms.absentDecrease()), false);
        }
        Ratio weight = Ratio.divide(score.get().value(), settlement.weightSum());
        Ratio reputation = increase(node.reputation(), terms.includedIncrease());
        if (weight.compareTo(terms.minWeight()) < 0) {
            reputation = decrease(reputation, terms.belowMinWeightDecrease());
        }
        if (node.nodeClass() == NodeClass.INCLUDED) {
            return NodeOutcome.unpaid(node.id(), reputation, false);
        }
        Optional<Ratio> factor = Optional.ofNullable(settlement.attestFactors().get(node.id()));
        if (factor.isEmpty() && attestation.compareTo(terms.superMajority()) >= 0) {
            reputation = decrease(reputation, terms.nonAttestorDecrease());
        }
        if (isLow(terms, reputation)) {
            return NodeOutcome.unpaid(node.id(), reputation, true);
        }
        return pay(settlement, node, weight, factor.orElse(Ratio.ONE), reputation);
    }

    private static NodeOutcome pay(
            Settlement settlement, SettledNode node, Ratio weight, Ratio factor, Ratio reputation) {
        Balance reward = Balance.of(GrossRewards.reward(settlement.nodeRewards().units(), weight, factor));
        Balance delegators =
                node.hasDelegators() ? Balance.of(node.delegateRate().of18(reward.units())) : Balance.ZERO;
        Balance rest = reward.minus(delegators);
        Balance account = node.accountRate()
                .map(rate -> Balance.of(rate.of18(rest.units())))
                .orElse(Balance.ZERO);
        return new NodeOutcome(node.id(), rest.minus(account), delegators, account, reputation, false);
    }

    /** The proposer pays first as proposer and then as an attestor, each time from what is left. */
    private static NodeOutcome fail(SettlementTerms terms, Settlement settlement, SettledNode node, Ratio attestation) {
        Ratio shortfall = terms.shortfall(attestation);
        Ratio reputation = node.reputation();
        if (node.id().equals(settlement.proposer())) {
            reputation = decrease(reputation, terms.failedProposerDecrease().times(shortfall));
        }
        boolean attested = settlement.attestFactors().containsKey(node.id());
        if (attested) {
            reputation = decrease(reputation, terms.failedAttestorDecrease().times(shortfall));
        }
        return NodeOutcome.unpaid(node.id(), reputation, attested && isLow(terms, reputation));
    }

    private static boolean isLow(SettlementTerms terms, Ratio reputation) {
        return reputation.compareTo(terms.minReputation()) < 0;
    }

    private static Ratio decrease(Ratio reputation, Ratio factor) {
        return reputation.minus(reputation.times(factor));
    }

    private static Ratio increase(Ratio reputation, Ratio factor) {
        Ratio gap = Ratio.ONE.minus(reputation);
        return reputation.plus(gap.times(factor));
    }
}
