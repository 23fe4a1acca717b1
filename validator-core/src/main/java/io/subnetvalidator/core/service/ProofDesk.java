package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.ProofStored;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.view.ProofView;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.ProofCheck;
import io.subnetvalidator.proofs.verdict.ProofVerifier;
import io.subnetvalidator.proofs.verdict.SequentialDeviation;
import io.subnetvalidator.proofs.verdict.WrongComputation;
import io.subnetvalidator.scp.exchange.ProofStore;
import io.subnetvalidator.scp.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Keeps fault proofs, as files for people and in the store that peers fetch from, and re-executes those of others. */
final class ProofDesk {

    private static final NodeId NOBODY = NodeId.of(0);

    private final ProofStore store;
    private final ProofVerifier verifier;
    private final BiFunction<Epoch, PeerId, Optional<NodeId>> registered;
    private final ProofArchive archive;
    private final WorkerExecutor worker;
    private final LedgerDesk ledger;
    private final ProcessBoard board;
    private final ServiceMetrics metrics;

    /**
     * @param registered the node that the chain registered with a peer in an epoch; without this, anybody could answer wrongly under
     *     a key of his own and have another node convicted
     */
    ProofDesk(
            ProofStore store,
            ProofVerifier verifier,
            BiFunction<Epoch, PeerId, Optional<NodeId>> registered,
            ProofArchive archive,
            WorkerExecutor worker,
            LedgerDesk ledger,
            ProcessBoard board,
            ServiceMetrics metrics) {
        this.store = store;
        this.verifier = verifier;
        this.registered = registered;
        this.archive = archive;
        this.worker = worker;
        this.ledger = ledger;
        this.board = board;
        this.metrics = metrics;
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

    /** Re-executes a proof of the store. */
    Future<Event.ProofJudged> verify(Hash256 digest) {
        Optional<Bytes> bytes = store.named(digest);
        if (bytes.isEmpty()) {
            return Future.succeededFuture(new Event.ProofJudged(digest, Epoch.of(0), NOBODY, false));
        }
        byte[] content = bytes.get().toBytes();
        Optional<FaultProof> claimed = parse(content);
        Optional<NodeId> accused = claimed.flatMap(this::accused);
        Epoch epoch = claimed.map(FaultProof::epoch).orElse(Epoch.of(0));
        if (accused.isEmpty()) {
            // Nothing is computed about keys that anybody can make: a long session of one's own would keep all others
            // busy.
            return dismiss(digest, epoch, NOBODY, content.length);
        }
        NodeId node = accused.get();
        return worker.executeBlocking(() -> verifier.verify(content), false)
                .compose(check -> check instanceof ProofCheck.Valid valid
                        ? file(node, valid.proof())
                                .compose(written -> record(epoch, digest, node, true, content.length))
                                .map(recorded -> new Event.ProofJudged(digest, epoch, node, true))
                        : dismiss(digest, epoch, node, content.length));
    }

    private Future<Event.ProofJudged> dismiss(Hash256 digest, Epoch epoch, NodeId named, int size) {
        store.forget(digest);
        return record(epoch, digest, named, false, size)
                .map(recorded -> new Event.ProofJudged(digest, epoch, named, false));
    }

    /**
     * The accused as the chain knows it; empty when it is not registered, announced another node id than its own, or was given the
     * output of somebody who is not registered.
     */
    private Optional<NodeId> accused(FaultProof proof) {
        return registered
                .apply(proof.epoch(), proof.accused())
                .filter(node -> proof.node().map(node::equals).orElse(true))
                .filter(node -> previousHops(proof).stream()
                        .allMatch(server ->
                                registered.apply(proof.epoch(), server).isPresent()));
    }

    private static Set<PeerId> previousHops(FaultProof proof) {
        if (proof.charge() instanceof SequentialDeviation charge) {
            return charge.series().previousHops();
        }
        return proof.charge() instanceof WrongComputation charge
                ? charge.evidence().previousHops()
                : Set.of();
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
