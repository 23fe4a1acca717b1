package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.accounting.ProbeObserved;
import io.subnetvalidator.accounting.ProbeOutcome;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.service.RosterReader.EpochRoster;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.SpanAnnouncement;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.inference.RoutePlanner;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.subnetvalidator.scp.probe.PlannedProbe;
import io.subnetvalidator.scp.probe.ProbePlan;
import io.subnetvalidator.scp.protocol.RosterNode;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Probes the nodes of an epoch by plan, as a client of the subnet, and tallies what came of it. Confined to one event loop
 * context.
 */
final class EpochProber {

    private static final String SILENT_DOMAIN = "subnet-validator/silent-probe/1";

    /** Epochs whose state is kept, for sessions that end after their epoch was closed. */
    private static final int KEPT_EPOCHS = 2;

    private final ProbeSettings settings;
    private final SubnetContext subnet;
    private final NodeId self;
    private final Hash256 salt;
    private final ProbedModel model;
    private final AnnouncementDesk announcements;
    private final ProbeSessions sessions;
    private final HopTally tally;
    private final OperatorLog log;
    private final Consumer<List<NodeObservation>> rowsChanged;
    private final TreeMap<Epoch, Running> epochs = new TreeMap<>();
    private boolean stopped;

    /** What a probe needs to know of the model. */
    record ProbedModel(Hash256 root, int blocks, int hiddenSize, int vocabulary) {

        static ProbedModel of(ReferenceModel model) {
            return new ProbedModel(model.root(), model.blocks(), model.hiddenSize(), model.vocabularySize());
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
            ProbeSettings settings,
            SubnetContext subnet,
            NodeId self,
            Hash256 salt,
            ProbedModel model,
            AnnouncementDesk announcements,
            ProbeSessions sessions,
            HopTally tally,
            OperatorLog log,
            Consumer<List<NodeObservation>> rowsChanged) {
        this.settings = settings;
        this.subnet = subnet;
        this.self = self;
        this.salt = salt;
        this.model = model;
        this.announcements = announcements;
        this.sessions = sessions;
        this.tally = tally;
        this.log = log;
        this.rowsChanged = rowsChanged;
    }

    private static final class Running {
        private final ObservedEpoch observed;
        private long offset;
        private int inFlight;

        private Running(ObservedEpoch observed) {
            this.observed = observed;
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
        Running running = new Running(new ObservedEpoch(roster, ProbePlan.draw(seed, targets, settings.budget())));
        epochs.put(epoch, running);
        while (epochs.size() > KEPT_EPOCHS) {
            epochs.pollFirstEntry();
        }
        targets.forEach(target -> announcements.ask(running.observed, target));
    }

    /** Takes a new best head and starts the probes that are due at this offset of the epoch. */
    void advance(Beacon head, Epoch epoch, long offset) {
        tally.head(head);
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
        running.observed.close();
        return running.observed.rows();
    }

    Future<Void> stop() {
        stopped = true;
        epochs.values().forEach(running -> running.observed.close());
        tally.stop();
        return Future.succeededFuture();
    }

    private void startDue(Running running) {
        while (!stopped && running.inFlight < settings.concurrent()) {
            Optional<PlannedProbe> due = running.observed.nextDue(running.offset);
            if (due.isEmpty()) {
                return;
            }
            PlannedProbe probe = due.get();
            running.inFlight++;
            run(running.observed, probe)
                    .onComplete(done -> {
                        running.inFlight--;
                        startDue(running);
                    })
                    .compose(records -> count(running.observed, probe, records))
                    .onFailure(log.warning("probe", "a probe of node " + probe.target() + " failed here"))
                    .onComplete(done -> rowsChanged.accept(running.observed.rows()));
        }
    }

    /** What happened in the probe's sessions; empty when there was none. */
    private Future<List<SessionRecord>> run(ObservedEpoch observed, PlannedProbe probe) {
        Optional<Candidate> known = observed.announced(probe.target());
        Future<Optional<Candidate>> target =
                known.isPresent() ? Future.succeededFuture(known) : announcements.ask(observed, probe.target());
        return target.compose(
                found -> found.isEmpty() ? silent(observed, probe) : sessions.run(observed, probe, found.get()));
    }

    private Future<List<SessionRecord>> silent(ObservedEpoch observed, PlannedProbe probe) {
        Hash256 id = Blake2b.domainHash(SILENT_DOMAIN, probe.seed().toBytes());
        tally.note(observed, new ProbeObserved(probe.target(), id, ProbeOutcome.SILENT, 0, 0, 0));
        return Future.succeededFuture(List.of());
    }

    private Future<Void> count(ObservedEpoch observed, PlannedProbe probe, List<SessionRecord> records) {
        Optional<ObservedEpoch> before = observed.epoch().value() == 0
                ? Optional.empty()
                : Optional.ofNullable(epochs.get(observed.epoch().previous())).map(running -> running.observed);
        List<Future<Void>> counted = records.stream()
                .map(record -> tally.count(observed, before, probe.seed(), record))
                .toList();
        return counted.isEmpty()
                ? Future.succeededFuture()
                : Future.join(counted).mapEmpty();
    }
}
