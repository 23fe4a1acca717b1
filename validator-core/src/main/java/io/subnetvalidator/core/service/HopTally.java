package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.LedgerEntry;
import io.subnetvalidator.accounting.ProbeObserved;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has the hops of a session opened and judged, and counts what came of it. Confined to one event loop context. */
final class HopTally {

    private final LoopContext loop;
    private final OpeningDesk openings;
    private final CheckPolicy checks;
    private final HopJudge judge;
    private final LedgerDesk ledger;
    private final ServiceMetrics metrics;
    private final OperatorLog log;
    private boolean stopped;

    HopTally(
            LoopContext loop,
            OpeningDesk openings,
            CheckPolicy checks,
            HopJudge judge,
            LedgerDesk ledger,
            ServiceMetrics metrics,
            OperatorLog log) {
        this.loop = loop;
        this.openings = openings;
        this.checks = checks;
        this.judge = judge;
        this.ledger = ledger;
        this.metrics = metrics;
        this.log = log;
    }

    /**
     * Counts a session.
     *
     * @param before the epoch before, which holds the anchors of this one; empty when it was not observed
     * @param seed of the probe, unknown to the nodes
     */
    Future<Void> count(ObservedEpoch observed, Optional<ObservedEpoch> before, Hash256 seed, SessionRecord record) {
        List<Future<Void>> judged = new ArrayList<>();
        for (SessionRecord.Hop hop : record.hops()) {
            Optional<NodeId> node = observed.node(hop.node().peer());
            if (node.isPresent()
                    && (hop.transcript().isPresent() || hop.failure().isPresent())) {
                Optional<SaltAnchor> anchor = before.flatMap(epoch -> epoch.anchor(node.get()));
                judged.add(count(observed, anchor, seed, node.get(), hop));
            }
        }
        return judged.isEmpty() ? Future.succeededFuture() : Future.join(judged).mapEmpty();
    }

    private Future<Void> count(
            ObservedEpoch observed, Optional<SaltAnchor> anchor, Hash256 seed, NodeId node, SessionRecord.Hop hop) {
        ProbeObserved seen = HopAccount.of(node, hop);
        if (hop.transcript().isEmpty()) {
            note(observed, seen);
            return hop.opened().isEmpty()
                    ? Future.succeededFuture()
                    : judge.unanswered(hop.node().announcement(), hop.opened().get());
        }
        HopTranscript transcript = hop.transcript().get();
        observed.anchor(node, transcript);
        if (checks.mode(seed, hop) == CheckPolicy.Mode.WHOLE_SPAN) {
            metrics.checked("whole-span");
            note(observed, seen);
            return judge(observed, seen, hop, transcript, Optional.empty(), anchor);
        }
        return loop.bring(openings.open(hop)).compose(opening -> {
            if (stopped) {
                return Future.succeededFuture();
            }
            metrics.checked(opening.isPresent() ? "opened" : "refused");
            note(observed, opening.isPresent() ? seen : HopAccount.unopened(seen));
            return judge(observed, seen, hop, transcript, opening, anchor);
        });
    }

    private Future<Void> judge(
            ObservedEpoch observed,
            ProbeObserved seen,
            SessionRecord.Hop hop,
            HopTranscript transcript,
            Optional<Opening> opening,
            Optional<SaltAnchor> anchor) {
        return loop.bring(judge.judge(new HopJudge.Hop(
                        observed.epoch(),
                        seen.node(),
                        seen.probe(),
                        hop.node().announcement(),
                        transcript,
                        opening,
                        anchor)))
                .map(verdict -> {
                    note(observed, verdict);
                    return null;
                });
    }

    /** Counts something seen and writes it down, while the epoch is observed. */
    void note(ObservedEpoch observed, LedgerEntry entry) {
        if (observed.count(entry)) {
            ledger.append(observed.epoch(), Optional.empty(), List.of(entry))
                    .onFailure(log.warning("ledger", "a probe could not be written to the ledger"));
        }
    }

    /** Takes a new best head, which may draw blocks to be opened. */
    void head(Beacon head) {
        openings.head(head);
    }

    /** Lets go of what still waits. */
    void stop() {
        stopped = true;
        openings.stop();
    }
}
