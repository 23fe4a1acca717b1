package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.incentives.ScoreExplanation.Standing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The score rule, version 1.
 *
 * <pre>
 * uptime(j) = median over judges v of answered(v,j) / sent(v,j)
 * rate(j)   = median over judges v with tokens of tokens(v,j) / busy(v,j)
 * speed(j)  = rate(j) / median of rate over live nodes, clamped to [minSpeed, maxSpeed]
 * work(j)   = sum over blocks k served by j of 1 / redundancy(k)
 * score(j)  = work(j) * uptime(j)^2 * speed(j)
 * </pre>
 *
 * A judge of {@code j} is an included validator other than {@code j} that sent it at least {@code minProbes} probes. A node
 * is live when its class is Included or Validator, it has judges, its uptime is at least {@code minUptime}, and no fault proof
 * names it. The blocks of {@code j} are the span that more than half of the included validators other than {@code j} report;
 * the redundancy of a block is the number of live nodes whose span contains it, so it is at least 1 where it is used.
 *
 * <p>Everything is an integer on 1e18 fixed point. Uptime, rate, each {@code 1/redundancy} and the speed are rounded down one
 * by one, the product once at its end: {@code floor(work * uptime * uptime * speed / 1e54)}. With at most 4096 blocks, uptime at
 * most 1 and speed at most 10 the product stays below 2^256.
 *
 * <p><b>Nodes that nobody could judge</b> are listed with score 0. Leaving them out would cost them reputation for what
 * validators failed to do. Paying them, with the median score for example, would pay nodes that do nothing for as long as
 * probes are scarce. Without pay an honest node loses nothing in the long run: the weights of a list are normalised, so that
 * what is not paid now is paid to whoever is observed, and it is observed as often as the others.
 *
 * <p>A live node without a measured rate has speed 1, within the bounds; a row with tokens but 0 ms counts as 1 ms. A
 * validator that reports a node twice in one batch abstains on that node; rows of nodes outside the roster do not count. The
 * result depends on neither the order of validators nor the order of rows.
 */
public final class ScoreRule {

    private static final BigInteger ONE = Ratio.ONE.value();

    private ScoreRule() {}

    /**
     * Scores of one epoch.
     *
     * @throws IllegalArgumentException when an included validator is not in the roster with class Validator
     */
    public static ScoreSheet compute(ScorePolicy policy, ScoreInput input) {
        SortedMap<NodeId, Evidence> evidence = Evidence.gather(policy, input);
        BigInteger subnetRate = Median.of(evidence.values().stream()
                        .filter(Evidence::live)
                        .flatMap(node -> node.rate().stream())
                        .toList())
                .orElse(BigInteger.ZERO);
        BigInteger[] share = blockShares(input.blocks(), evidence);

        SortedMap<NodeId, ScoreExplanation> explanations = new TreeMap<>();
        List<NodeScore> listed = new ArrayList<>();
        evidence.forEach((id, node) -> {
            ScoreExplanation explanation = explain(policy, node, subnetRate, share);
            explanations.put(id, explanation);
            if (explanation.standing().listed()) {
                listed.add(new NodeScore(id, explanation.score()));
            }
        });
        return new ScoreSheet(new ProposalList(listed), explanations);
    }

    private static ScoreExplanation explain(
            ScorePolicy policy, Evidence node, BigInteger subnetRate, BigInteger[] share) {
        Standing standing = standing(policy, node);
        BigInteger work = standing == Standing.SCORED ? work(node.span(), share) : BigInteger.ZERO;
        Ratio speed = speed(policy, node.rate(), subnetRate);
        Score score = standing == Standing.SCORED ? score(work, node.uptime().orElse(Ratio.ZERO), speed) : Score.ZERO;
        return new ScoreExplanation(
                node.id(), standing, node.judges(), node.uptime(), node.span(), work, node.rate(), speed, score);
    }

    private static Standing standing(ScorePolicy policy, Evidence node) {
        if (!node.nodeClass().atLeast(NodeClass.INCLUDED)) {
            return Standing.CLASS_TOO_LOW;
        }
        if (node.provenFaulty()) {
            return Standing.PROVEN_FAULTY;
        }
        if (node.uptime().isPresent() && node.uptime().get().compareTo(policy.minUptime()) < 0) {
            return Standing.BELOW_MIN_UPTIME;
        }
        if (node.nodeClass() == NodeClass.INCLUDED) {
            return Standing.INCLUDED;
        }
        if (node.uptime().isEmpty()) {
            return Standing.UNOBSERVED;
        }
        return node.span().isEmpty() ? Standing.NO_AGREED_SPAN : Standing.SCORED;
    }

    /** What serving each block is worth: 1 / redundancy, 0 where nobody serves it. */
    private static BigInteger[] blockShares(int blocks, SortedMap<NodeId, Evidence> evidence) {
        long[] redundancy = new long[blocks];
        for (Evidence node : evidence.values()) {
            if (node.live()) {
                node.span().ifPresent(span -> {
                    for (int k = span.first(); k < Math.min(span.end(), blocks); k++) {
                        redundancy[k]++;
                    }
                });
            }
        }
        BigInteger[] share = new BigInteger[blocks];
        for (int k = 0; k < blocks; k++) {
            share[k] = redundancy[k] == 0 ? BigInteger.ZERO : ONE.divide(BigInteger.valueOf(redundancy[k]));
        }
        return share;
    }

    private static BigInteger work(Optional<BlockSpan> span, BigInteger[] share) {
        BigInteger work = BigInteger.ZERO;
        if (span.isPresent()) {
            for (int k = span.get().first(); k < Math.min(span.get().end(), share.length); k++) {
                work = work.add(share[k]);
            }
        }
        return work;
    }

    private static Ratio speed(ScorePolicy policy, Optional<BigInteger> rate, BigInteger subnetRate) {
        BigInteger speed = rate.isEmpty() || subnetRate.signum() == 0
                ? ONE
                : rate.get().multiply(ONE).divide(subnetRate);
        return Ratio.of(
                speed.max(policy.minSpeed().value()).min(policy.maxSpeed().value()));
    }

    private static Score score(BigInteger work, Ratio uptime, Ratio speed) {
        BigInteger product =
                work.multiply(uptime.value().pow(ScorePolicy.UPTIME_EXPONENT)).multiply(speed.value());
        return Score.of(product.divide(ONE.pow(ScorePolicy.UPTIME_EXPONENT + 1)));
    }
}
