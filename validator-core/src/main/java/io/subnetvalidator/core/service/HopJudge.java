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
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.FaultProofs;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import io.subnetvalidator.proofs.verdict.Verdict;
import io.subnetvalidator.proofs.verdict.Verdicts;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.subnetvalidator.scp.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Judges what nodes answered, and turns the first fault of a node in an epoch into a proof. */
final class HopJudge {

    private static final double NANOS_PER_SECOND = 1e9;

    private final ModelUnderTest model;
    private final ComparisonProfile profile;
    private final PeerKey author;
    private final WorkerExecutor worker;
    private final ProofDesk proofs;
    private final ServiceMetrics metrics;
    private final OperatorLog log;
    private final LongSupplier nanoClock;
    private final Consumer<Event> events;
    private final Map<Accused, Future<Hash256>> proven = new ConcurrentHashMap<>();

    HopJudge(
            ModelUnderTest model,
            ComparisonProfile profile,
            PeerKey author,
            WorkerExecutor worker,
            ProofDesk proofs,
            ServiceMetrics metrics,
            OperatorLog log,
            LongSupplier nanoClock,
            Consumer<Event> events) {
        this.model = model;
        this.profile = profile;
        this.author = author;
        this.worker = worker;
        this.proofs = proofs;
        this.metrics = metrics;
        this.log = log;
        this.nanoClock = nanoClock;
        this.events = events;
    }

    private record Accused(Epoch epoch, NodeId node) {}

    /** The verdict about one hop that has a transcript. */
    Future<VerdictReached> judge(Epoch epoch, NodeId node, Hash256 probe, SessionRecord.Hop hop) {
        HopTranscript transcript = hop.transcript().orElseThrow();
        return worker.executeBlocking(() -> compute(hop, transcript), false)
                .compose(verdict -> conclude(epoch, node, probe, hop, transcript, verdict));
    }

    private Verdict compute(SessionRecord.Hop hop, HopTranscript transcript) {
        long start = nanoClock.getAsLong();
        Verdict verdict = Verdicts.judge(model, profile, hop.node().announcement(), transcript);
        metrics.referenceTook((nanoClock.getAsLong() - start) / NANOS_PER_SECOND);
        return verdict;
    }

    private Future<VerdictReached> conclude(
            Epoch epoch, NodeId node, Hash256 probe, SessionRecord.Hop hop, HopTranscript transcript, Verdict verdict) {
        if (verdict instanceof Verdict.Ok) {
            metrics.probe("correct");
            return Future.succeededFuture(
                    new VerdictReached(node, probe, ProbeVerdict.CORRECT, Optional.<Hash256>empty()));
        }
        if (verdict instanceof Verdict.Fault fault) {
            metrics.probe("faulty");
            return proof(epoch, node, hop, transcript, fault)
                    .map(digest -> new VerdictReached(node, probe, ProbeVerdict.FAULTY, Optional.of(digest)));
        }
        Verdict.Inadmissible inadmissible = (Verdict.Inadmissible) verdict;
        metrics.probe("undecided");
        log.warn("undecided", "an answer of node " + node + " cannot be judged: " + inadmissible.detail());
        return Future.succeededFuture(
                new VerdictReached(node, probe, ProbeVerdict.UNDECIDED, Optional.<Hash256>empty()));
    }

    /** Takes a valid proof of another validator: an own one against the same node and epoch would add nothing. */
    void heard(Event.ProofJudged judged) {
        if (judged.valid()) {
            proven.putIfAbsent(new Accused(judged.epoch(), judged.accused()), Future.succeededFuture(judged.digest()));
        }
    }

    /** One proof per node and epoch is enough; further faults name the same one. */
    private Future<Hash256> proof(
            Epoch epoch, NodeId node, SessionRecord.Hop hop, HopTranscript transcript, Verdict.Fault fault) {
        proven.keySet().removeIf(old -> old.epoch().value() + 2 < epoch.value());
        return proven.computeIfAbsent(new Accused(epoch, node), first -> {
            FaultProof proof = FaultProofs.build(fault, profile, hop.node().announcement(), transcript, author);
            log.warn(
                    "fault",
                    "node " + node + " answered wrongly (" + fault.kind() + ", step " + fault.step() + "); proof "
                            + proof.digest().shortText());
            return proofs.keepOwn(proof).map(judged -> {
                events.accept(judged);
                return proof.digest();
            });
        });
    }
}
