package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.scale.Unsigned;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the chain has before it when it settles an epoch that was proposed for. Subnets under an emergency set follow other
 * rules and are not described by this type.
 *
 * @param proposer the proposing node
 * @param proposerFactor factor its bonus was given when the proposal came in
 * @param proposerStake its own stake, for a slash
 * @param data the list as the chain stored it, duplicates and unknown nodes included
 * @param attestFactors factors of the nodes that attested, the proposer's among them
 * @param snapshot nodes of the submission's snapshot
 * @param nodeRewards what the list divides, {@link EmissionSplit#nodes()}
 */
public record Settlement(
        NodeId proposer,
        Ratio proposerFactor,
        Balance proposerStake,
        List<NodeScore> data,
        Map<NodeId, Ratio> attestFactors,
        List<SettledNode> snapshot,
        Balance nodeRewards) {

    public Settlement {
        data = List.copyOf(data);
        attestFactors = Map.copyOf(attestFactors);
        snapshot = List.copyOf(snapshot);
    }

    /** Share of the snapshot's validators that attested, at most 1 (chain reference, section 5.6). */
    public Ratio attestation() {
        long validators = snapshot.stream()
                .filter(node -> node.nodeClass() == NodeClass.VALIDATOR)
                .count();
        Ratio ratio = Ratio.divide(BigInteger.valueOf(attestFactors.size()), BigInteger.valueOf(validators));
        return ratio.compareTo(Ratio.ONE) > 0 ? Ratio.ONE : ratio;
    }

    /** Sum over all entries; it saturates, as on the chain. */
    BigInteger weightSum() {
        BigInteger sum = data.stream().map(entry -> entry.score().value()).reduce(BigInteger.ZERO, BigInteger::add);
        return sum.min(Unsigned.U128_MAX);
    }

    /** The first entry that names the node; the chain looks no further. */
    Optional<Score> scoreOf(NodeId node) {
        return data.stream()
                .filter(entry -> entry.node().equals(node))
                .findFirst()
                .map(NodeScore::score);
    }
}
