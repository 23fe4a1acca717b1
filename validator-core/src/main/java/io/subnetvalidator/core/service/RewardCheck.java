package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.AttestEntry;
import io.subnetvalidator.chain.hypertensor.ChainEvent;
import io.subnetvalidator.chain.hypertensor.ConsensusParameters;
import io.subnetvalidator.chain.hypertensor.ConsensusSubmission;
import io.subnetvalidator.chain.hypertensor.EmissionWeights;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.SnapshotNode;
import io.subnetvalidator.chain.hypertensor.SubnetInfo;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.service.EpochReader.Outcome;
import io.subnetvalidator.incentives.GrossRewards;
import io.subnetvalidator.incentives.NodeScore;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what the chain paid for an epoch with what its formula makes of the epoch's scores, to the unit. */
public final class RewardCheck {

    private final HypertensorChain chain;
    private final SubnetId subnet;

    public RewardCheck(HypertensorChain chain, SubnetId subnet) {
        this.chain = chain;
        this.subnet = subnet;
    }

    /**
     * The first difference in words; empty when every payment is as it should be, or nothing was to be paid.
     *
     * @param outcome a settled epoch
     * @param settledBy the block that settled it
     */
    public Future<Optional<String>> difference(Outcome outcome, Head settledBy) {
        if (outcome.rewards().isEmpty() || outcome.submission().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long generalEpoch = settledBy.number().value() / chain.identity().epochLength();
        Future<Optional<EmissionWeights>> emissions = chain.emissionWeights(generalEpoch, settledBy.hash());
        Future<Optional<SubnetInfo>> info = chain.subnet(subnet, settledBy.hash());
        Future<ConsensusParameters> parameters = chain.consensusParameters(settledBy.hash());
        return Future.all(emissions, info, parameters).map(all -> {
            if (emissions.result().isEmpty() || info.result().isEmpty()) {
                return Optional.of("the chain shows no emission for the epoch");
            }
            EmissionWeights weights = emissions.result().get();
            BigInteger pool = GrossRewards.nodePool(
                    weights.validatorEmissions().units(),
                    weights.weights().getOrDefault(subnet, Ratio.ZERO),
                    parameters.result().ownerShare(),
                    info.result().get().delegateRewardsShare());
            return compare(
                    expected(pool, outcome.epoch(), outcome.submission().get()),
                    paid(outcome.rewards().get()));
        });
    }

    private static SortedMap<NodeId, BigInteger> expected(
            BigInteger pool, Epoch epoch, ConsensusSubmission submission) {
        Map<NodeId, Ratio> factors = new TreeMap<>();
        for (SnapshotNode node : submission.nodes()) {
            if (node.classification().holds(NodeClass.VALIDATOR, epoch)) {
                AttestEntry attest = submission.attests().get(node.id());
                factors.put(node.id(), attest == null ? Ratio.ONE : attest.rewardFactor());
            }
        }
        List<NodeScore> scores = new ArrayList<>();
        submission.data().forEach(entry -> scores.add(new NodeScore(entry.node(), entry.score())));
        return GrossRewards.rewards(pool, scores, factors);
    }

    private static SortedMap<NodeId, BigInteger> paid(ChainEvent.SubnetRewards rewards) {
        SortedMap<NodeId, BigInteger> paid = new TreeMap<>();
        add(paid, rewards.nodeRewards());
        add(paid, rewards.nodeDelegateRewards());
        rewards.delegateAccountRewards()
                .forEach((node, reward) -> paid.merge(node, reward.amount().units(), BigInteger::add));
        return paid;
    }

    private static void add(SortedMap<NodeId, BigInteger> paid, Map<NodeId, Balance> amounts) {
        amounts.forEach((node, amount) -> paid.merge(node, amount.units(), BigInteger::add));
    }

    private static Optional<String> compare(
            SortedMap<NodeId, BigInteger> expected, SortedMap<NodeId, BigInteger> paid) {
        TreeSet<NodeId> nodes = new TreeSet<>(expected.keySet());
        nodes.addAll(paid.keySet());
        for (NodeId node : nodes) {
            BigInteger should = expected.getOrDefault(node, BigInteger.ZERO);
            BigInteger was = paid.getOrDefault(node, BigInteger.ZERO);
            if (!should.equals(was)) {
                return Optional.of("node " + node + " was paid " + was + " instead of " + should);
            }
        }
        return Optional.empty();
    }
}
