package io.subnetvalidator.incentives;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the included validators together say of one node.
 *
 * @param uptime median over the judges; empty without judges
 * @param rate median tokens per second over the judges that were served tokens, 1e18 fixed point
 * @param span what more than half of the included validators other than the node report
 * @param live whether the node counts as a verified server of its span
 */
record Evidence(
        NodeId id,
        NodeClass nodeClass,
        boolean provenFaulty,
        int judges,
        Optional<Ratio> uptime,
        Optional<BigInteger> rate,
        Optional<BlockSpan> span,
        boolean live) {

    private static final BigInteger MILLIS_PER_SECOND = BigInteger.valueOf(1000);

    /** Evidence on every node of the roster. */
    static SortedMap<NodeId, Evidence> gather(ScorePolicy policy, ScoreInput input) {
        requireValidators(input);
        Map<NodeId, List<NodeObservation>> reports = reportsByNode(input);
        SortedMap<NodeId, Evidence> evidence = new TreeMap<>();
        input.roster().forEach((id, nodeClass) -> {
            int others = input.observations().size() - (input.observations().containsKey(id) ? 1 : 0);
            List<NodeObservation> rows = reports.getOrDefault(id, List.of());
            evidence.put(id, of(policy, id, nodeClass, input.provenFaulty().contains(id), rows, others));
        });
        return evidence;
    }

    private static Evidence of(
            ScorePolicy policy,
            NodeId id,
            NodeClass nodeClass,
            boolean provenFaulty,
            List<NodeObservation> rows,
            int others) {
        List<NodeObservation> judging =
                rows.stream().filter(row -> row.sent() >= policy.minProbes()).toList();
        Optional<Ratio> uptime =
                Median.of(judging.stream().map(Evidence::uptime).toList()).map(Ratio::of);
        Optional<BigInteger> rate = Median.of(judging.stream()
                .filter(row -> row.tokens() > 0)
                .map(Evidence::rate)
                .toList());
        boolean live = nodeClass.atLeast(NodeClass.INCLUDED)
                && !provenFaulty
                && uptime.filter(share -> share.compareTo(policy.minUptime()) >= 0)
                        .isPresent();
        return new Evidence(
                id, nodeClass, provenFaulty, judging.size(), uptime, rate, majoritySpan(rows, others), live);
    }

    private static void requireValidators(ScoreInput input) {
        for (NodeId validator : input.observations().keySet()) {
            if (input.roster().get(validator) != NodeClass.VALIDATOR) {
                throw new IllegalArgumentException(
                        "node " + validator + " has a batch in the included set but is no validator of the epoch");
            }
        }
    }

    /** Rows by the node they are about, without a validator's row about itself and without contradicting rows. */
    private static Map<NodeId, List<NodeObservation>> reportsByNode(ScoreInput input) {
        Map<NodeId, List<NodeObservation>> reports = new HashMap<>();
        input.observations().forEach((validator, rows) -> {
            Set<NodeId> seen = new HashSet<>();
            Set<NodeId> ambiguous = new HashSet<>(Set.of(validator));
            rows.stream()
                    .map(NodeObservation::node)
                    .filter(node -> !seen.add(node))
                    .forEach(ambiguous::add);
            rows.stream()
                    .filter(row -> !ambiguous.contains(row.node()))
                    .forEach(row -> reports.computeIfAbsent(row.node(), node -> new ArrayList<>())
                            .add(row));
        });
        return reports;
    }

    private static BigInteger uptime(NodeObservation row) {
        return Ratio.divide(BigInteger.valueOf(row.answered()), BigInteger.valueOf(row.sent()))
                .value();
    }

    private static BigInteger rate(NodeObservation row) {
        return BigInteger.valueOf(row.tokens())
                .multiply(MILLIS_PER_SECOND)
                .multiply(Ratio.ONE.value())
                .divide(BigInteger.valueOf(Math.max(1, row.busyMs())));
    }

    private static Optional<BlockSpan> majoritySpan(List<NodeObservation> rows, int others) {
        Map<BlockSpan, Integer> votes = new HashMap<>();
        rows.forEach(row -> row.span().ifPresent(span -> votes.merge(span, 1, Integer::sum)));
        return votes.entrySet().stream()
                .filter(vote -> 2 * vote.getValue() > others)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
