package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.EpochTally;
import io.subnetvalidator.accounting.LedgerEntry;
import io.subnetvalidator.accounting.NodeAnnounced;
import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.accounting.ProbeObserved;
import io.subnetvalidator.accounting.ProbeOutcome;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.service.RosterReader.EpochRoster;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SeededDraw;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.inference.InferenceClient;
import io.subnetvalidator.scp.inference.Prompt;
import io.subnetvalidator.scp.inference.RoutePlanner;
import io.subnetvalidator.scp.inference.SessionPlan;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.subnetvalidator.scp.inference.SessionRunner;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.probe.PlannedProbe;
import io.subnetvalidator.scp.probe.ProbePlan;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.RosterNode;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Probes the nodes of an epoch by plan, as a client of the subnet, and tallies what came of it. Confined to one event loop
 * context.
 */
final class EpochProber {

    private static final String SILENT_DOMAIN = "subnet-validator/silent-probe/1";
    private static final String SALT_DOMAIN = "subnet-validator/epoch-salt/1";

    /** Added to the expected time of nodes a route should avoid; above any drawn spread. */
    private static final int AVOID = 1_000_000;

    private static final int DRAWN_COST = 1000;

    /** Epochs whose state is kept, for sessions that end after their epoch was closed. */
    private static final int KEPT_EPOCHS = 2;

    private final Context context;
    private final ProbeSettings settings;
    private final SubnetContext subnet;
    private final NodeId self;
    private final Hash256 salt;
    private final ProbedModel model;
    private final InferenceClient client;
    private final SessionRunner runner;
    private final OpeningDesk openings;
    private final CheckPolicy checks;
    private final HopJudge judge;
    private final LedgerDesk ledger;
    private final ServiceMetrics metrics;
    private final OperatorLog log;
    private final Consumer<List<NodeObservation>> rowsChanged;
    private final TreeMap<Epoch, Running> epochs = new TreeMap<>();
    private boolean stopped;

    /** What a probe needs to know of the model. */
    record ProbedModel(Hash256 root, int blocks, int hiddenSize, int vocabulary, int contextLength) {

        static ProbedModel of(ReferenceModel model) {
            return new ProbedModel(
                    model.root(), model.blocks(), model.hiddenSize(), model.vocabularySize(), model.contextLength());
        }

        /** Why what a node announces cannot be used in an epoch. */
        Optional<String> objection(SubnetContext subnet, Epoch epoch, NodeId node, SpanAnnouncement said) {
            if (!said.genesis().equals(subnet.genesis()) || !said.subnet().equals(subnet.subnet())) {
                return Optional.of("it is for another chain or subnet");
            }
            if (!said.node().equals(node)) {
                return Optional.of("it is for node " + said.node());
            }
            if (!said.modelRoot().equals(root) || said.hiddenSize() != hiddenSize) {
                return Optional.of("it serves model " + said.modelRoot() + " instead of " + root);
            }
            if (said.span().end() > blocks) {
                return Optional.of("it names blocks " + said.span() + " of a model with " + blocks);
            }
            return said.validFrom().compareTo(epoch) > 0
                    ? Optional.of("it holds from epoch " + said.validFrom() + " only")
                    : Optional.empty();
        }

        /** Through the whole model when somebody serves the rest of it, else up to the target. */
        Optional<List<Candidate>> route(Candidate target, List<Candidate> candidates) {
            return RoutePlanner.through(target.peer(), new BlockSpan(0, blocks), candidates)
                    .or(() -> RoutePlanner.through(
                            target.peer(), BlockSpan.between(0, target.span().end()), candidates));
        }
    }

    /**
     * @param salt known to this validator only; with the epoch's first block it seeds the plan
     * @param rowsChanged told the rows whenever a probe of the current epoch ended
     */
    EpochProber(
            Context context,
            ProbeSettings settings,
            SubnetContext subnet,
            NodeId self,
            Hash256 salt,
            ProbedModel model,
            InferenceClient client,
            SessionRunner runner,
            OpeningDesk openings,
            CheckPolicy checks,
            HopJudge judge,
            LedgerDesk ledger,
            ServiceMetrics metrics,
            OperatorLog log,
            Consumer<List<NodeObservation>> rowsChanged) {
        this.context = context;
        this.settings = settings;
        this.subnet = subnet;
        this.self = self;
        this.salt = salt;
        this.model = model;
        this.client = client;
        this.runner = runner;
        this.openings = openings;
        this.checks = checks;
        this.judge = judge;
        this.ledger = ledger;
        this.metrics = metrics;
        this.log = log;
        this.rowsChanged = rowsChanged;
    }

    private static final class Running {
        private final EpochRoster roster;
        private final Map<NodeId, Candidate> announced = new TreeMap<>();
        private final Deque<PlannedProbe> due;
        private final EpochTally tally = new EpochTally();
        private final Map<NodeId, SaltAnchor> anchors = new TreeMap<>();
        private long offset;
        private int inFlight;
        private boolean closed;

        private Running(EpochRoster roster, Deque<PlannedProbe> due) {
            this.roster = roster;
            this.due = due;
        }
    }

    int modelBlocks() {
        return model.blocks();
    }

    /** Draws the plan of an epoch and asks its nodes what they serve; a roster seen before changes nothing. */
    void start(EpochRoster roster) {
        Epoch epoch = roster.roster().epoch();
        if (stopped || epochs.containsKey(epoch)) {
            return;
        }
        List<NodeId> targets = roster.roster().nodes().stream()
                .filter(node -> node.nodeClass().atLeast(NodeClass.INCLUDED))
                .map(RosterNode::id)
                .filter(node -> !node.equals(self))
                .toList();
        Hash256 seed = ProbePlan.seed(
                subnet.genesis(), subnet.subnet(), epoch, roster.firstBlock().hash(), self, salt);
        ProbePlan plan = ProbePlan.draw(seed, targets, settings.budget());
        Running running = new Running(roster, new ArrayDeque<>(plan.probes()));
        epochs.put(epoch, running);
        while (epochs.size() > KEPT_EPOCHS) {
            epochs.pollFirstEntry();
        }
        targets.forEach(target -> ask(running, target));
    }

    /** Takes a new best head and starts the probes that are due at this offset of the epoch. */
    void advance(Beacon head, Epoch epoch, long offset) {
        openings.head(head);
        Running running = epochs.get(epoch);
        if (running != null) {
            running.offset = offset;
            startDue(running);
        }
    }

    /** Ends the observation of an epoch; sessions still under way do not count. */
    List<NodeObservation> close(Epoch epoch) {
        Running running = epochs.get(epoch);
        if (running == null) {
            return List.of();
        }
        running.closed = true;
        running.due.clear();
        return rows(running);
    }

    Future<Void> stop() {
        stopped = true;
        epochs.values().forEach(running -> {
            running.closed = true;
            running.due.clear();
        });
        openings.stop();
        return Future.succeededFuture();
    }

    private List<NodeObservation> rows(Running running) {
        return running.tally.rows(
                running.roster.roster().nodes().stream().map(RosterNode::id).toList());
    }

    private Future<Optional<Candidate>> ask(Running running, NodeId node) {
        PeerAddress address = running.roster.addresses().get(node);
        if (address == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return onContext(client.announce(address, settings.stepDeadline()))
                .map(announcement -> accept(running, node, address, announcement))
                .otherwise(Optional.empty());
    }

    private Optional<Candidate> accept(
            Running running, NodeId node, PeerAddress address, SignedAnnouncement announcement) {
        Optional<String> objection =
                model.objection(subnet, running.roster.roster().epoch(), node, announcement.announcement());
        if (objection.isPresent()) {
            log.warn("announcement", "node " + node + " announces something unusable: " + objection.get());
            return Optional.empty();
        }
        Candidate candidate = new Candidate(address, announcement, 0);
        if (!candidate.equals(running.announced.put(node, candidate))) {
            note(
                    running,
                    new NodeAnnounced(
                            node,
                            Optional.of(candidate.span()),
                            announcement.announcement().modelRoot()));
        }
        return Optional.of(candidate);
    }

    private void startDue(Running running) {
        while (!stopped
                && running.inFlight < settings.concurrent()
                && !running.due.isEmpty()
                && running.due.getFirst().offset() <= running.offset) {
            PlannedProbe probe = running.due.removeFirst();
            running.inFlight++;
            run(running, probe)
                    .onComplete(done -> {
                        running.inFlight--;
                        startDue(running);
                    })
                    .compose(
                            record -> record.isEmpty() ? Future.succeededFuture() : tally(running, probe, record.get()))
                    .onFailure(log.warning("probe", "a probe of node " + probe.target() + " failed here"))
                    .onComplete(done -> rowsChanged.accept(rows(running)));
        }
    }

    /** What happened in the probe's session; empty when there was none. */
    private Future<Optional<SessionRecord>> run(Running running, PlannedProbe probe) {
        Candidate known = running.announced.get(probe.target());
        Future<Optional<Candidate>> target =
                known == null ? ask(running, probe.target()) : Future.succeededFuture(Optional.of(known));
        return target.compose(found -> found.isEmpty() ? silent(running, probe) : session(running, probe, found.get()));
    }

    private Future<Optional<SessionRecord>> silent(Running running, PlannedProbe probe) {
        Hash256 id = Blake2b.domainHash(SILENT_DOMAIN, probe.seed().toBytes());
        note(running, new ProbeObserved(probe.target(), id, ProbeOutcome.SILENT, 0, 0, 0));
        return Future.succeededFuture(Optional.empty());
    }

    private Future<Optional<SessionRecord>> session(Running running, PlannedProbe probe, Candidate target) {
        SeededDraw draw = new SeededDraw(probe.seed());
        List<Candidate> candidates = priced(running, draw);
        Optional<List<Candidate>> route = model.route(target, candidates);
        if (route.isEmpty()) {
            // Nobody serves the blocks before the target, so no honest input for it exists: nothing is held against it.
            return Future.succeededFuture(Optional.empty());
        }
        Epoch epoch = running.roster.roster().epoch();
        int tokens = Math.min(probe.promptTokens(), model.contextLength() - probe.steps() - 1);
        SessionPlan plan = new SessionPlan(
                epoch,
                route.get(),
                candidates,
                new Prompt.Drawn(
                        new InputProvenance.Seeded(running.roster.firstBlock(), salt(epoch)),
                        model.vocabulary(),
                        tokens),
                probe.steps() + 1,
                settings.stepDeadline(),
                SaltAnchor.commitment(salt(epoch.next())));
        return onContext(runner.run(plan)).map(Optional::of);
    }

    /** The salt of an epoch's prompts; sessions of the epoch before commit to it. */
    private Hash256 salt(Epoch epoch) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(epoch.value()).array();
        return Blake2b.domainHash(SALT_DOMAIN, salt.toBytes(), number);
    }

    private List<Candidate> priced(Running running, SeededDraw draw) {
        List<Candidate> priced = new ArrayList<>();
        running.announced.forEach((node, candidate) -> {
            NodeObservation seen = running.tally.row(node);
            boolean avoid = seen.sent() > seen.correct();
            priced.add(runner.paces().priced(candidate, draw.below(DRAWN_COST) + (avoid ? AVOID : 0)));
        });
        return priced;
    }

    private Future<Void> tally(Running running, PlannedProbe probe, SessionRecord record) {
        List<Future<Void>> judged = new ArrayList<>();
        for (SessionRecord.Hop hop : record.hops()) {
            Optional<NodeId> node = nodeOf(running.roster.roster(), hop);
            if (node.isPresent()
                    && (hop.transcript().isPresent() || hop.failure().isPresent())) {
                judged.add(tally(running, probe, node.get(), hop));
            }
        }
        return judged.isEmpty() ? Future.succeededFuture() : Future.join(judged).mapEmpty();
    }

    private Future<Void> tally(Running running, PlannedProbe probe, NodeId node, SessionRecord.Hop hop) {
        ProbeObserved observed = HopAccount.of(node, hop);
        if (hop.transcript().isEmpty()) {
            note(running, observed);
            return Future.succeededFuture();
        }
        running.anchors.computeIfAbsent(
                node, first -> SaltAnchor.of(hop.transcript().get()));
        if (checks.mode(probe.seed(), hop) == CheckPolicy.Mode.WHOLE_SPAN) {
            metrics.checked("whole-span");
            note(running, observed);
            return judge(running, node, observed, hop, Optional.empty());
        }
        return onContext(openings.open(hop)).compose(opening -> {
            if (stopped) {
                return Future.succeededFuture();
            }
            metrics.checked(opening.isPresent() ? "opened" : "refused");
            note(running, opening.isPresent() ? observed : HopAccount.unopened(observed));
            return judge(running, node, observed, hop, opening);
        });
    }

    private Future<Void> judge(
            Running running, NodeId node, ProbeObserved observed, SessionRecord.Hop hop, Optional<Opening> opening) {
        Epoch epoch = running.roster.roster().epoch();
        return onContext(judge.judge(new HopJudge.Hop(
                        epoch,
                        node,
                        observed.probe(),
                        hop.node().announcement(),
                        hop.transcript().orElseThrow(),
                        opening,
                        anchor(epoch, node))))
                .map(verdict -> {
                    note(running, verdict);
                    return null;
                });
    }

    /** A session of the epoch before, in which the node saw the commitment to this epoch's salt. */
    private Optional<SaltAnchor> anchor(Epoch epoch, NodeId node) {
        return epoch.value() == 0
                ? Optional.empty()
                : Optional.ofNullable(epochs.get(epoch.previous())).map(before -> before.anchors.get(node));
    }

    private static Optional<NodeId> nodeOf(Roster roster, SessionRecord.Hop hop) {
        return roster.node(hop.node().peer()).map(RosterNode::id);
    }

    private void note(Running running, LedgerEntry entry) {
        if (running.closed) {
            return;
        }
        running.tally.accept(entry);
        ledger.append(running.roster.roster().epoch(), Optional.empty(), List.of(entry))
                .onFailure(log.warning("ledger", "a probe could not be written to the ledger"));
    }

    private <T> Future<T> onContext(Future<T> future) {
        return Future.future(promise -> future.onComplete(result -> context.runOnContext(ignored -> {
            if (result.succeeded()) {
                promise.complete(result.result());
            } else {
                promise.fail(result.cause());
            }
        })));
    }

    /** Nodes whose announcement of the newest epoch is known, by node. */
    Map<NodeId, BlockSpan> spans() {
        Map<NodeId, BlockSpan> spans = new TreeMap<>(Comparator.naturalOrder());
        if (!epochs.isEmpty()) {
            epochs.lastEntry().getValue().announced.forEach((node, candidate) -> spans.put(node, candidate.span()));
        }
        return spans;
    }
}
