package io.subnetvalidator.incentives;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Score;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A score list in the one form that is proposed, hashed and compared: ascending by node, every node once, the sum a
 * {@code u128}. The chain would accept duplicates and let the sum saturate (chain reference, section 5.8), which burns value;
 * this type does not.
 */
public record ProposalList(List<NodeScore> entries) {

    /** More nodes than a subnet of the chain can hold; bounds what is read. */
    public static final int MAX_ENTRIES = 16_384;

    private static final String DOMAIN = "hypertensor-scp/1/scores";

    /**
     * @throws IllegalArgumentException when nodes are not strictly ascending, or there are too many
     * @throws ArithmeticException when the sum does not fit a {@code u128}
     */
    public ProposalList {
        entries = List.copyOf(entries);
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "a proposal lists at most " + MAX_ENTRIES + " nodes, not " + entries.size());
        }
        Score sum = Score.ZERO;
        for (int i = 0; i < entries.size(); i++) {
            NodeId node = entries.get(i).node();
            if (i > 0 && entries.get(i - 1).node().compareTo(node) >= 0) {
                throw new IllegalArgumentException("node " + node + " does not follow node "
                        + entries.get(i - 1).node() + " in ascending order");
            }
            sum = sum.plus(entries.get(i).score());
        }
    }

    /**
     * Brings a list into canonical order.
     *
     * @throws IllegalArgumentException when a node is listed twice
     */
    public static ProposalList canonical(Collection<NodeScore> scores) {
        SortedMap<NodeId, NodeScore> byNode = new TreeMap<>();
        for (NodeScore score : scores) {
            if (byNode.put(score.node(), score) != null) {
                throw new IllegalArgumentException("node " + score.node() + " is listed twice");
            }
        }
        return new ProposalList(List.copyOf(byNode.values()));
    }

    /** SCALE {@code Vec<(u32, u128)>}, the form of {@code data} in {@code propose_attestation}. */
    public byte[] toBytes() {
        return new ScaleWriter()
                .vec(
                        entries,
                        (ScaleWriter w, NodeScore s) ->
                                w.u32(s.node().value()).u128(s.score().value()))
                .toBytes();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not a canonical list */
    public static ProposalList decode(ScaleReader in) {
        List<NodeScore> entries = in.vec(MAX_ENTRIES, r -> new NodeScore(NodeId.of(r.u32()), Score.of(r.u128())));
        try {
            return new ProposalList(entries);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }

    /** Digest of the canonical bytes. */
    public Hash256 digest() {
        return Blake2b.domainHash(DOMAIN, toBytes());
    }
}
