package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * How one node's score came about.
 *
 * @param node the node
 * @param standing which part of the rule decided
 * @param judges validators whose probes of the node counted
 * @param uptime median share of probes answered in time; empty when nobody judged
 * @param span blocks that most validators saw it announce
 * @param work sum of 1/redundancy over those blocks, 1e18 fixed point; 0 when it takes no part
 * @param tokensPerSecond median rate, 1e18 fixed point; empty when no judge measured one
 * @param speed that rate against the subnet's median, clamped
 * @param score what is listed; 0 for a node that is not
 */
public record ScoreExplanation(
        NodeId node,
        Standing standing,
        int judges,
        Optional<Ratio> uptime,
        Optional<BlockSpan> span,
        BigInteger work,
        Optional<BigInteger> tokensPerSecond,
        Ratio speed,
        Score score) {

    /** Which part of the rule decided about a node. */
    public enum Standing {
        /** Paid: work * uptime^2 * speed. */
        SCORED("is paid for its work", true),
        /** Up, but its blocks are not agreed on, so that no work is known. */
        NO_AGREED_SPAN("is listed without pay: no majority of validators saw it announce the same blocks", true),
        /** Nobody probed it often enough. */
        UNOBSERVED("is listed without pay: no validator probed it often enough to judge", true),
        /** Class Included: listing promotes it, and the chain pays it nothing. */
        INCLUDED("is listed without pay: its class is Included", true),
        /** The class takes no part in scores. */
        CLASS_TOO_LOW("is not listed: its class is below Included", false),
        /** Median uptime below the policy's minimum. */
        BELOW_MIN_UPTIME("is not listed: it answered too few probes", false),
        /** Named by a valid fault proof. */
        PROVEN_FAULTY("is not listed: a fault proof names it", false);

        private final String sentence;
        private final boolean listed;

        Standing(String sentence, boolean listed) {
            this.sentence = sentence;
            this.listed = listed;
        }

        /** Whether the node stands in the proposal. */
        public boolean listed() {
            return listed;
        }
    }

    /** One sentence for people, with the numbers. */
    public String text() {
        StringBuilder text = new StringBuilder("Node " + node + " " + standing.sentence);
        text.append("; judges ").append(judges);
        uptime.ifPresent(u -> text.append(", uptime ").append(decimal(u.value())));
        span.ifPresent(s -> text.append(", blocks ").append(s).append(", work ").append(decimal(work)));
        tokensPerSecond.ifPresent(t -> text.append(", ").append(decimal(t)).append(" tokens/s, speed factor "));
        tokensPerSecond.ifPresent(t -> text.append(decimal(speed.value())));
        return text.append(", score ")
                .append(decimal(score.value()))
                .append('.')
                .toString();
    }

    private static String decimal(BigInteger scaled) {
        BigDecimal value = new BigDecimal(scaled, 18).stripTrailingZeros();
        return value.signum() == 0 ? "0" : value.toPlainString();
    }
}
