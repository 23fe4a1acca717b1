package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.Ledger;
import io.subnetvalidator.accounting.LedgerIdentity;
import io.subnetvalidator.accounting.jdbc.JdbcLedger;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.verdict.Assumption;
import io.subnetvalidator.proofs.verdict.KnownProfiles;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import io.subnetvalidator.proofs.verdict.ProofScope;
import io.subnetvalidator.proofs.verdict.ProofVerifier;
import io.subnetvalidator.scp.exchange.MemoryProofStore;
import io.subnetvalidator.scp.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A validator's desks for judging and for proofs on a real ledger and real files, with a chain that says what the test wants. */
final class ProofRoom implements ChainFacts, AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final WorkerExecutor workers = vertx.createSharedWorkerExecutor("proof-room", 2);
    final MemoryProofStore store = new MemoryProofStore(1 << 20);
    final List<Event> events = new ArrayList<>();
    final ProofDesk desk;
    final ProofArchive archive;

    /** What the chain denies, and what it cannot be asked now. */
    final Set<Class<? extends Assumption>> denied = new HashSet<>();

    final Set<Class<? extends Assumption>> unknown = new HashSet<>();
    private final Path directory;
    private final Ledger ledger;
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final OperatorLog log;

    ProofRoom(Path directory, Optional<ModelUnderTest> model, KnownProfiles profiles) throws IOException {
        this.directory = directory;
        ProcessBoard board = new ProcessBoard(new ProcessBoard.ChainLine("test", "0x", "test", 1, 100));
        this.log = new OperatorLog(NodeId.of(1), board);
        Clock clock = Clock.systemUTC();
        this.ledger = JdbcLedger.open(
                Files.createDirectories(directory.resolve("ledger")),
                new LedgerIdentity(ProbedNode.GENESIS, ProbedNode.SUBNET, NodeId.of(1)),
                clock.instant());
        this.archive =
                ProofArchive.open(Files.createDirectories(directory.resolve("proofs")), ProofArchive.Retention.DEFAULT);
        this.desk = new ProofDesk(
                store,
                new ProofVerifier(profiles, model, ProofScope.ANYWHERE),
                this,
                archive,
                workers,
                new LedgerDesk(ledger, workers, clock, ProbedNode.SUBNET, metrics),
                board,
                metrics,
                log);
    }

    HopJudge judge(ModelUnderTest model, KnownProfiles profiles) throws IOException {
        SeriesShelf shelf = new SeriesShelf(Files.createDirectories(directory.resolve("series")));
        return new HopJudge(
                model,
                new SeriesDesk(model, profiles, shelf),
                ProbedNode.VALIDATOR,
                workers,
                desk::keepOwn,
                metrics,
                log,
                () -> 0,
                events::add);
    }

    static KnownProfiles accepting(ComparisonProfile profile) {
        return KnownProfiles.builtIn().with(profile);
    }

    @Override
    public Future<Optional<NodeId>> node(Assumption.Registered registered) {
        return holds(registered)
                .map(so -> so && registered.peer().equals(ProbedNode.NODE_KEY.peerId())
                        ? Optional.of(ProbedNode.NODE)
                        : Optional.empty());
    }

    @Override
    public Future<Boolean> holds(Assumption assumption) {
        return unknown.contains(assumption.getClass())
                ? Future.failedFuture("the chain is away")
                : Future.succeededFuture(!denied.contains(assumption.getClass()));
    }

    @Override
    public void close() {
        ProbedNode.await(vertx.close());
        ledger.close();
    }
}
