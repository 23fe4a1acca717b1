package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.ProbeVerdict;
import io.subnetvalidator.accounting.VerdictReached;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.transcript.SaltAnchor;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import io.subnetvalidator.proofs.transcript.SignedAnnouncement;
import io.subnetvalidator.proofs.verdict.Charge;
import io.subnetvalidator.proofs.verdict.ContradictoryOpening;
import io.subnetvalidator.proofs.verdict.Evidence;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import io.subnetvalidator.proofs.verdict.Verdict;
import io.subnetvalidator.proofs.verdict.Verdicts;
import io.subnetvalidator.scp.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Judges what nodes answered, and turns the first fault of a node in an epoch into a proof. */
final class HopJudge {

    private static final double NANOS_PER_SECOND = 1e9;

    private final ModelUnderTest model;
    private final SeriesDesk series;
    private final PeerKey author;
    private final WorkerExecutor worker;
    private final Keeper proofs;
    private final ServiceMetrics metrics;
    private final OperatorLog log;
    private final LongSupplier nanoClock;
    private final Consumer<Event> events;
    private final Map<Accused, Future<Hash256>> proven = new ConcurrentHashMap<>();

    /** Nodes of which an answer was not judged and people know. */
    private final Set<Accused> told = ConcurrentHashMap.newKeySet();

    HopJudge(
            ModelUnderTest model,
            SeriesDesk series,
            PeerKey author,
            WorkerExecutor worker,
            Keeper proofs,
            ServiceMetrics metrics,
            OperatorLog log,
            LongSupplier nanoClock,
            Consumer<Event> events) {
        this.model = model;
        this.series = series;
        this.author = author;
        this.worker = worker;
        this.proofs = proofs;
        this.metrics = metrics;
        this.log = log;
        this.nanoClock = nanoClock;
        this.events = events;
    }

    /** Keeps a proof that was made here; completes when it is safe. */
    @FunctionalInterface
    interface Keeper {
        Future<Event.ProofJudged> keep(NodeId accused, FaultProof proof);
    }

    private record Accused(Epoch epoch, NodeId node) {}

    /**
     * One node's part in a session.
     *
     * @param probe names the probe in the ledger
     * @param opening the block that the node opened; empty to check its whole span
     * @param anchor shows that the salt of a seeded prompt was committed to in time
     */
    record Hop(
            Epoch epoch,
            NodeId node,
            Hash256 probe,
            SignedAnnouncement announcement,
            HopTranscript transcript,
            Optional<Opening> opening,
            Optional<SaltAnchor> anchor) {

        Evidence whole() {
            return Evidence.wholeSpan(announcement, transcript, anchor);
        }

        boolean isExact() {
            return announcement.announcement().profile().kind() == NumericProfile.Kind.EXACT;
        }
    }

    /** What was found, and how a fault is proved. */
    private record Judged(Verdict verdict, Optional<Supplier<FaultProof>> proof) {}

    /** The verdict about one hop. */
    Future<VerdictReached> judge(Hop hop) {
        return worker.executeBlocking(() -> compute(hop), false).compose(judged -> conclude(hop, judged));
    }

    /** Notes a session that a node with tolerant arithmetic did not answer: the series of sessions must not have a gap. */
    Future<Void> unanswered(SignedAnnouncement announcement, SessionSeries.First first) {
        if (announcement.announcement().profile().kind() == NumericProfile.Kind.EXACT) {
            return Future.succeededFuture();
        }
        return worker.executeBlocking(
                        () -> {
                            series.unanswered(announcement, first);
                            return first;
                        },
                        false)
                .mapEmpty();
    }

    private Judged compute(Hop hop) throws IOException {
        long start = nanoClock.getAsLong();
        Judged judged;
        if (hop.isExact()) {
            judged = hop.opening().map(opening -> opened(hop, opening)).orElseGet(() -> exact(hop.whole()));
        } else {
            judged = tolerant(hop.whole());
        }
        metrics.referenceTook((nanoClock.getAsLong() - start) / NANOS_PER_SECOND);
        return judged;
    }

    /**
     * The opened block, from the node's own input to it. What cannot be judged so, because the node committed to an input outside
     * all measure for example, is judged by the whole span.
     */
    private Judged opened(Hop hop, Opening opening) {
        Optional<ContradictoryOpening> contradiction =
                ContradictoryOpening.in(hop.announcement(), hop.transcript(), opening);
        if (contradiction.isPresent()) {
            Charge charge = contradiction.get();
            return new Judged(new Verdict.Ok(0), Optional.of(() -> FaultProof.sign(charge, author)));
        }
        Judged judged = exact(Evidence.opened(hop.announcement(), hop.transcript(), opening, hop.anchor()));
        return judged.verdict() instanceof Verdict.Inadmissible ? exact(hop.whole()) : judged;
    }

    private Judged exact(Evidence evidence) {
        return judged(Verdicts.judge(model, ComparisonProfile.EXACT, evidence), ComparisonProfile.EXACT, evidence);
    }

    private Judged judged(Verdict verdict, ComparisonProfile profile, Evidence evidence) {
        Optional<Supplier<FaultProof>> proof = verdict instanceof Verdict.Fault fault
                ? Optional.of(() -> FaultProof.of(model, profile, evidence, fault, author))
                : Optional.empty();
        return new Judged(verdict, proof);
    }

    /** All sessions of the epoch together decide, but for faults that honest noise never shows. */
    private Judged tolerant(Evidence whole) throws IOException {
        SeriesDesk.Added added = series.add(whole);
        if (added.charge().isPresent()) {
            Charge charge = added.charge().get();
            return new Judged(added.verdict(), Optional.of(() -> FaultProof.sign(charge, author)));
        }
        return added.profile()
                .map(profile -> judged(added.verdict(), profile, added.evidence()))
                .orElseGet(() -> new Judged(added.verdict(), Optional.empty()));
    }

    private Future<VerdictReached> conclude(Hop hop, Judged judged) {
        proven.keySet().removeIf(old -> isOver(old, hop.epoch()));
        told.removeIf(old -> isOver(old, hop.epoch()));
        if (judged.proof().isPresent()) {
            metrics.probe("faulty");
            return proof(hop, judged.proof().get())
                    .map(digest ->
                            new VerdictReached(hop.node(), hop.probe(), ProbeVerdict.FAULTY, Optional.of(digest)));
        }
        if (judged.verdict() instanceof Verdict.Inadmissible inadmissible) {
            metrics.probe("undecided");
            if (told.add(new Accused(hop.epoch(), hop.node()))) {
                log.warn(
                        "undecided", "an answer of node " + hop.node() + " cannot be judged: " + inadmissible.detail());
            }
            return reached(hop, ProbeVerdict.UNDECIDED);
        }
        metrics.probe("correct");
        return reached(hop, ProbeVerdict.CORRECT);
    }

    private static boolean isOver(Accused old, Epoch now) {
        return old.epoch().value() + 2 < now.value();
    }

    private static Future<VerdictReached> reached(Hop hop, ProbeVerdict verdict) {
        return Future.succeededFuture(new VerdictReached(hop.node(), hop.probe(), verdict, Optional.<Hash256>empty()));
    }

    /** Takes a valid proof of another validator: an own one against the same node and epoch would add nothing. */
    void heard(Event.ProofJudged judged) {
        if (judged.valid()) {
            proven.putIfAbsent(new Accused(judged.epoch(), judged.accused()), Future.succeededFuture(judged.digest()));
        }
    }

    /** One proof per node and epoch is enough; further faults name the same one, unless it could not be made or kept. */
    private Future<Hash256> proof(Hop hop, Supplier<FaultProof> build) {
        Accused accused = new Accused(hop.epoch(), hop.node());
        Future<Hash256> made = proven.computeIfAbsent(
                accused, first -> worker.executeBlocking(build::get, false).compose(proof -> keep(hop, proof)));
        return made.onFailure(cause -> proven.remove(accused, made));
    }

    private Future<Hash256> keep(Hop hop, FaultProof proof) {
        log.warn(
                "fault",
                "node " + hop.node() + " is at fault (" + proof.charge().text() + "); proof "
                        + proof.digest().shortText());
        return proofs.keep(hop.node(), proof).map(judged -> {
            events.accept(judged);
            return proof.digest();
        });
    }
}
