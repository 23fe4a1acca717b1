package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.ProofStored;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.view.ProofView;
import io.subnetvalidator.proofs.verdict.Assumption;
import io.subnetvalidator.proofs.verdict.Charge;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.ProofCheck;
import io.subnetvalidator.proofs.verdict.ProofVerifier;
import io.subnetvalidator.scp.exchange.ProofStore;
import io.subnetvalidator.scp.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Optional;

/** Keeps fault proofs, as files for people and in the store that peers fetch from, and re-executes those of others. */
final class ProofDesk {

    private static final NodeId NOBODY = NodeId.of(0);

    private final ProofStore store;
    private final ProofVerifier verifier;
    private final ChainFacts facts;
    private final ProofArchive archive;
    private final WorkerExecutor worker;
    private final LedgerDesk ledger;
    private final ProcessBoard board;
    private final ServiceMetrics metrics;
    private final OperatorLog log;

    /** @param facts asked for everything that a proof takes for granted, before anything is computed */
    ProofDesk(
            ProofStore store,
            ProofVerifier verifier,
            ChainFacts facts,
            ProofArchive archive,
            WorkerExecutor worker,
            LedgerDesk ledger,
            ProcessBoard board,
            ServiceMetrics metrics,
            OperatorLog log) {
        this.store = store;
        this.verifier = verifier;
        this.facts = facts;
        this.archive = archive;
        this.worker = worker;
        this.ledger = ledger;
        this.board = board;
        this.metrics = metrics;
        this.log = log;
    }

    /** The digest of a proof's bytes; empty when they are no proof. */
    static Optional<Hash256> digest(Bytes bytes) {
        try {
            return Optional.of(FaultProof.fromBytes(bytes.toBytes()).digest());
        } catch (ScaleException e) {
            return Optional.empty();
        }
    }

    /** Keeps a proof that this validator made; completes when it is on disk and in the ledger. */
    Future<Event.ProofJudged> keepOwn(NodeId accused, FaultProof proof) {
        metrics.proofBuilt();
        byte[] content = proof.toBytes();
        Hash256 digest = FaultProof.address(content);
        store.keep(proof.epoch(), digest, Bytes.of(content));
        return file(accused, proof)
                .compose(written -> record(proof.epoch(), digest, accused, true, content.length))
                .map(recorded -> new Event.ProofJudged(digest, proof.epoch(), accused, true));
    }

    /** Re-executes a proof of the store: {@link Event.ProofJudged}, or {@link Event.ProofUndecided} when that cannot be done now. */
    Future<Event> verify(Hash256 digest) {
        Optional<Bytes> bytes = store.named(digest);
        if (bytes.isEmpty()) {
            return Future.succeededFuture(new Event.ProofJudged(digest, Epoch.of(0), NOBODY, false));
        }
        byte[] content = bytes.get().toBytes();
        Optional<FaultProof> claimed = parse(content);
        return claimed.isEmpty()
                ? dismiss(digest, Epoch.of(0), NOBODY, content.length).map(event -> event)
                : verify(digest, claimed.get(), content);
    }

    /**
     * Nothing is computed about keys that anybody can make: a long session of one's own would keep all others busy. So the chain is
     * asked first.
     */
    private Future<Event> verify(Hash256 digest, FaultProof claimed, byte[] content) {
        Charge charge = claimed.charge();
        return asked(facts.node(charge.registered()), charge.registered().text())
                .compose(node -> node.isEmpty()
                        ? dismiss(digest, claimed.epoch(), NOBODY, content.length)
                                .<Event>map(event -> event)
                        : granted(charge.assumptions())
                                .compose(granted -> granted
                                        ? execute(digest, node.get(), claimed.epoch(), content)
                                        : dismiss(digest, claimed.epoch(), node.get(), content.length)
                                                .map(event -> event)))
                .recover(cause -> cause instanceof Unknown unknown
                        ? undecided(digest, String.valueOf(unknown.getMessage()))
                        : Future.failedFuture(cause));
    }

    /** The chain could not be asked. */
    private static final class Unknown extends RuntimeException {

        Unknown(String what, Throwable cause) {
            super(what + ": " + cause.getMessage(), cause);
        }
    }

    private Future<Boolean> granted(List<Assumption> assumptions) {
        Future<Boolean> all = Future.succeededFuture(true);
        for (Assumption assumption : assumptions) {
            all = all.compose(
                    so -> so ? asked(facts.holds(assumption), assumption.text()) : Future.succeededFuture(false));
        }
        return all;
    }

    private static <T> Future<T> asked(Future<T> answer, String what) {
        return answer.recover(cause -> Future.failedFuture(new Unknown(what, cause)));
    }

    private Future<Event> execute(Hash256 digest, NodeId node, Epoch epoch, byte[] content) {
        return worker.executeBlocking(() -> verifier.verify(content), false).compose(check -> {
            if (check instanceof ProofCheck.Valid valid) {
                return file(node, valid.proof())
                        .compose(written -> record(epoch, digest, node, true, content.length))
                        .map(recorded -> new Event.ProofJudged(digest, epoch, node, true));
            }
            return check instanceof ProofCheck.Undecidable
                    ? undecided(digest, check.reason())
                    : dismiss(digest, epoch, node, content.length).map(event -> event);
        });
    }

    /** It stays in the store, to be tried again. */
    private Future<Event> undecided(Hash256 digest, String why) {
        log.warn("proof", "fault proof " + digest.shortText() + " cannot be judged now: " + why);
        return Future.succeededFuture(new Event.ProofUndecided(digest));
    }

    private Future<Event.ProofJudged> dismiss(Hash256 digest, Epoch epoch, NodeId named, int size) {
        store.forget(digest);
        return record(epoch, digest, named, false, size)
                .map(recorded -> new Event.ProofJudged(digest, epoch, named, false));
    }

    /** Keeps proofs that a proposal named, whatever their age. */
    Future<Void> named(List<Hash256> digests) {
        return worker.executeBlocking(
                        () -> {
                            archive.pin(digests);
                            return digests;
                        },
                        false)
                .mapEmpty();
    }

    /** Lets go of proofs that are too old or too many. */
    Future<Void> retire(Epoch now) {
        return worker.executeBlocking(() -> archive.retire(now), false).mapEmpty();
    }

    private static Optional<FaultProof> parse(byte[] content) {
        try {
            return Optional.of(FaultProof.fromBytes(content));
        } catch (ScaleException e) {
            return Optional.empty();
        }
    }

    private Future<Void> file(NodeId accused, FaultProof proof) {
        byte[] content = proof.toBytes();
        Hash256 digest = FaultProof.address(content);
        return worker.executeBlocking(
                        () -> {
                            archive.keep(proof);
                            return archive.file(digest);
                        },
                        false)
                .map(file -> {
                    // Shown only once it is on disk: whoever reads of a file finds it.
                    board.proof(
                            new ProofView(
                                    digest.toString(),
                                    accused.value(),
                                    proof.epoch().value(),
                                    proof.charge().reason(),
                                    FaultText.of(proof.charge()),
                                    content.length,
                                    Optional.of(file.toString())),
                            content);
                    return null;
                });
    }

    private Future<Void> record(Epoch epoch, Hash256 digest, NodeId accused, boolean valid, int size) {
        return ledger.append(epoch, Optional.empty(), List.of(new ProofStored(digest, accused, valid, size)));
    }
}
