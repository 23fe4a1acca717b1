package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.ProofStored;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.view.ProofView;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.ProofCheck;
import io.subnetvalidator.proofs.verdict.ProofFile;
import io.subnetvalidator.proofs.verdict.ProofVerifier;
import io.subnetvalidator.scp.exchange.ProofStore;
import io.subnetvalidator.scp.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps fault proofs, as files for people and in the store that peers fetch from, and re-executes those of others. */
final class ProofDesk {

    private static final NodeId NOBODY = NodeId.of(0);

    private final ProofStore store;
    private final ProofVerifier verifier;
    private final Predicate<FaultProof> registered;
    private final Path directory;
    private final WorkerExecutor worker;
    private final LedgerDesk ledger;
    private final ProcessBoard board;
    private final ServiceMetrics metrics;

    /**
     * @param registered whether the chain registers the proof's accused peer for the node it names; without this, anybody could
     *     answer wrongly under a key of his own and have another node convicted
     * @param directory exists and is writable
     */
    ProofDesk(
            ProofStore store,
            ProofVerifier verifier,
            Predicate<FaultProof> registered,
            Path directory,
            WorkerExecutor worker,
            LedgerDesk ledger,
            ProcessBoard board,
            ServiceMetrics metrics) {
        this.store = store;
        this.verifier = verifier;
        this.registered = registered;
        this.directory = directory;
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
    Future<Event.ProofJudged> keepOwn(FaultProof proof) {
        metrics.proofBuilt();
        store.keep(proof.epoch(), proof.digest(), Bytes.of(proof.toBytes()));
        return file(proof)
                .compose(written -> record(proof.epoch(), proof.digest(), proof.node(), true, proof.toBytes().length))
                .map(recorded -> new Event.ProofJudged(proof.digest(), proof.epoch(), proof.node(), true));
    }

    /** Re-executes a proof of the store. */
    Future<Event.ProofJudged> verify(Hash256 digest) {
        Optional<Bytes> bytes = store.named(digest);
        if (bytes.isEmpty()) {
            return Future.succeededFuture(new Event.ProofJudged(digest, Epoch.of(0), NOBODY, false));
        }
        byte[] content = bytes.get().toBytes();
        return worker.executeBlocking(() -> verifier.verify(content), false).compose(check -> {
            if (check instanceof ProofCheck.Valid valid && registered.test(valid.proof())) {
                FaultProof proof = valid.proof();
                return file(proof)
                        .compose(written -> record(proof.epoch(), digest, proof.node(), true, content.length))
                        .map(recorded -> new Event.ProofJudged(digest, proof.epoch(), proof.node(), true));
            }
            Optional<FaultProof> claimed = parse(content);
            Epoch epoch = claimed.map(FaultProof::epoch).orElse(Epoch.of(0));
            NodeId accused = claimed.map(FaultProof::node).orElse(NOBODY);
            return record(epoch, digest, accused, false, content.length)
                    .map(recorded -> new Event.ProofJudged(digest, epoch, accused, false));
        });
    }

    private static Optional<FaultProof> parse(byte[] content) {
        try {
            return Optional.of(FaultProof.fromBytes(content));
        } catch (ScaleException e) {
            return Optional.empty();
        }
    }

    private Future<Void> file(FaultProof proof) {
        Path file = directory.resolve(proof.digest().toString().substring(2) + ".proof");
        board.proof(
                new ProofView(
                        proof.digest().toString(),
                        proof.node().value(),
                        proof.epoch().value(),
                        proof.charge().text(),
                        proof.toBytes().length,
                        Optional.of(file.toString())),
                proof.toBytes());
        return worker.executeBlocking(
                        () -> {
                            write(file, proof);
                            return file;
                        },
                        false)
                .mapEmpty();
    }

    private static void write(Path file, FaultProof proof) throws IOException {
        if (!Files.exists(file)) {
            ProofFile.write(file, proof);
        }
    }

    private Future<Void> record(Epoch epoch, Hash256 digest, NodeId accused, boolean valid, int size) {
        return ledger.append(epoch, Optional.empty(), List.of(new ProofStored(digest, accused, valid, size)));
    }
}
