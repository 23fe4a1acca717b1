package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this node saw of every other node in one subnet epoch: a projection of the journal, and nothing but one. It is fed with
 * the same entries that are appended, so a replay of the journal gives the same rows, and the order in which a probe and its
 * verdict arrive does not matter. Not safe for use by several threads at once.
 */
public final class EpochTally {

    private final Map<NodeId, NodeTally> nodes = new TreeMap<>();

    /** Takes an entry into account; entries that say nothing about a probe or an announcement are passed over. */
    public void accept(LedgerEntry entry) {
        if (entry instanceof ProbeObserved probe) {
            of(probe.node()).observe(probe);
        } else if (entry instanceof VerdictReached verdict) {
            of(verdict.node()).judge(verdict);
        } else if (entry instanceof NodeAnnounced announced) {
            of(announced.node()).announce(announced);
        }
    }

    /** The row of one node; {@link NodeObservation#none} when nothing was seen of it. */
    public NodeObservation row(NodeId node) {
        NodeTally tally = nodes.get(node);
        return tally == null ? NodeObservation.none(node) : tally.row();
    }

    /** One row per node of the roster, ascending by node; nodes outside the roster are left out. */
    public List<NodeObservation> rows(Collection<NodeId> roster) {
        return roster.stream().distinct().sorted().map(this::row).toList();
    }

    /** The rows of every node that anything was seen of, ascending. */
    public List<NodeObservation> rows() {
        return rows(nodes.keySet());
    }

    private NodeTally of(NodeId node) {
        return nodes.computeIfAbsent(node, NodeTally::new);
    }
}
