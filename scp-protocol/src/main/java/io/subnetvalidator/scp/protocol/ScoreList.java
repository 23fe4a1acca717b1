package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.incentives.NodeScore;
import io.subnetvalidator.incentives.ProposalList;
import java.util.List;
import java.util.Optional;

/**
 * A score list as it stands in a proposal. Own lists are canonical ({@link #ofRule}); a list read from the chain is whatever
 * its proposer sent.
 */
public record ScoreList(List<NodeScore> entries) {

    public ScoreList {
        entries = List.copyOf(entries);
    }

    /**
     * What the score rule returned, in canonical order.
     *
     * @throws IllegalArgumentException when a node appears twice
     */
    public static ScoreList ofRule(List<NodeScore> scores) {
        return new ScoreList(ProposalList.canonical(scores).entries());
    }

    /** blake2b-256 of the entries under the domain {@code hypertensor-scp/1/scores}, as {@link ProposalList#digest()}. */
    public Hash256 digest() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return MessageKind.SCORES.digest(out.toBytes());
    }

    /** The first difference to another list in words; empty when both are equal, entry by entry. */
    public Optional<String> differenceTo(ScoreList other) {
        for (int i = 0; i < Math.min(entries.size(), other.entries.size()); i++) {
            if (!entries.get(i).equals(other.entries.get(i))) {
                return Optional.of("entry " + i + ": " + text(entries.get(i)) + " here, " + text(other.entries.get(i)));
            }
        }
        return entries.size() == other.entries.size()
                ? Optional.empty()
                : Optional.of(entries.size() + " entries here, " + other.entries.size());
    }

    void encode(ScaleWriter out) {
        out.vec(
                entries,
                (w, entry) -> w.u32(entry.node().value()).u128(entry.score().value()));
    }

    private static String text(NodeScore entry) {
        return "node " + entry.node() + " = " + entry.score();
    }
}
