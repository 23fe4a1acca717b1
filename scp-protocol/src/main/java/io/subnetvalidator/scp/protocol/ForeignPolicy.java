package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.incentives.NodeScore;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/** What to do about a proposal of other software, one without our {@code args}. Never pays a node proven faulty. */
public sealed interface ForeignPolicy {

    /** Never attest one; the default where more than a third of the validators speak this protocol. */
    record Never() implements ForeignPolicy {}

    /** Attest when the list equals the own one, entry by entry. */
    record Equal() implements ForeignPolicy {}

    /**
     * Attest when the nodes are the same and every node's share of the total differs from its own share by at most this part
     * of the own share.
     *
     * @param tolerance 0.1 allows own shares of 10 % to be 9 % to 11 %
     */
    record Close(Ratio tolerance) implements ForeignPolicy {}

    /** The reason against a foreign list; empty when it may be attested. */
    default Optional<String> objection(ScoreList foreign, ScoreList own, Set<NodeId> provenFaulty) {
        for (NodeScore entry : foreign.entries()) {
            if (provenFaulty.contains(entry.node()) && !entry.score().isZero()) {
                return Optional.of("it pays node " + entry.node() + ", which is proven faulty");
            }
        }
        if (this instanceof Equal) {
            return foreign.differenceTo(own).map(difference -> difference + " in the own list");
        }
        if (this instanceof Close close) {
            return farther(foreign, own, close.tolerance());
        }
        return Optional.of("the policy is never to attest proposals of other software");
    }

    private static Optional<String> farther(ScoreList foreign, ScoreList own, Ratio tolerance) {
        if (foreign.entries().size() != own.entries().size()) {
            return Optional.of(
                    foreign.entries().size() + " nodes, " + own.entries().size() + " in the own list");
        }
        BigInteger foreignSum = sum(foreign);
        BigInteger ownSum = sum(own);
        for (int i = 0; i < own.entries().size(); i++) {
            NodeScore theirs = foreign.entries().get(i);
            NodeScore ours = own.entries().get(i);
            if (!theirs.node().equals(ours.node())) {
                return Optional.of("it names node " + theirs.node() + " where the own list names " + ours.node());
            }
            BigInteger theirShare =
                    Ratio.divide(theirs.score().value(), foreignSum).value();
            BigInteger ourShare = Ratio.divide(ours.score().value(), ownSum).value();
            BigInteger allowed = tolerance.of18(ourShare);
            if (theirShare.subtract(ourShare).abs().compareTo(allowed) > 0) {
                return Optional.of("node " + theirs.node() + " has the share " + theirShare + ", " + ourShare
                        + " in the own list, at most " + allowed + " apart");
            }
        }
        return Optional.empty();
    }

    private static BigInteger sum(ScoreList list) {
        return list.entries().stream().map(entry -> entry.score().value()).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
