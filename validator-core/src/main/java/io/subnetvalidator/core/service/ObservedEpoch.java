package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.EpochTally;
import io.subnetvalidator.accounting.LedgerEntry;
import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.core.service.RosterReader.EpochRoster;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.probe.PlannedProbe;
import io.subnetvalidator.scp.probe.ProbePlan;
import io.subnetvalidator.scp.protocol.RosterNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a validator has seen of one epoch and what it still means to do. Confined to one event loop context. */
final class ObservedEpoch {

    private final EpochRoster roster;
    private final Map<NodeId, Candidate> announced = new TreeMap<>();
    private final Deque<PlannedProbe> due;
    private final EpochTally tally = new EpochTally();
    private final Map<NodeId, SaltAnchor> anchors = new TreeMap<>();
    private boolean closed;

    ObservedEpoch(EpochRoster roster, ProbePlan plan) {
        this.roster = roster;
        this.due = new ArrayDeque<>(plan.probes());
    }

    Epoch epoch() {
        return roster.roster().epoch();
    }

    EpochRoster roster() {
        return roster;
    }

    Optional<NodeId> node(PeerId peer) {
        return roster.roster().node(peer).map(RosterNode::id);
    }

    /** The next probe that may start at an offset of the epoch; it is taken. */
    Optional<PlannedProbe> nextDue(long offset) {
        return due.isEmpty() || due.getFirst().offset() > offset ? Optional.empty() : Optional.of(due.removeFirst());
    }

    /** Keeps what a node announces; false when that is no news. */
    boolean announce(NodeId node, Candidate candidate) {
        return !candidate.equals(announced.put(node, candidate));
    }

    Optional<Candidate> announced(NodeId node) {
        return Optional.ofNullable(announced.get(node));
    }

    Map<NodeId, Candidate> byNode() {
        return announced;
    }

    /** Keeps the first session of a node, which shows in the next epoch that it saw the commitment to that epoch's salt. */
    void anchor(NodeId node, HopTranscript session) {
        anchors.computeIfAbsent(node, first -> SaltAnchor.of(session));
    }

    Optional<SaltAnchor> anchor(NodeId node) {
        return Optional.ofNullable(anchors.get(node));
    }

    /** Whether answers of a node were found wanting. */
    boolean disappointed(NodeId node) {
        NodeObservation seen = tally.row(node);
        return seen.sent() > seen.correct();
    }

    /** Counts something seen; false when observation has ended. */
    boolean count(LedgerEntry entry) {
        if (!closed) {
            tally.accept(entry);
        }
        return !closed;
    }

    List<NodeObservation> rows() {
        return tally.rows(roster.roster().nodes().stream().map(RosterNode::id).toList());
    }

    /** Ends the observation; sessions still under way do not count. */
    void close() {
        closed = true;
        due.clear();
    }
}
