package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.Ledger;
import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerIdentity;
import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.accounting.jdbc.JdbcLedger;
import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.service.RosterReader.EpochRoster;
import io.subnetvalidator.core.view.NodeView;
import io.subnetvalidator.incentives.ScorePolicy;
import io.subnetvalidator.incentives.ScoreRule;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.verdict.KnownProfiles;
import io.subnetvalidator.proofs.verdict.ProofScope;
import io.subnetvalidator.proofs.verdict.ProofVerifier;
import io.subnetvalidator.scp.exchange.ExchangeSettings;
import io.subnetvalidator.scp.exchange.MemoryBatchStore;
import io.subnetvalidator.scp.exchange.MemoryProofStore;
import io.subnetvalidator.scp.exchange.PeerExchange;
import io.subnetvalidator.scp.inference.InferenceClient;
import io.subnetvalidator.scp.inference.ReferenceModelClient;
import io.subnetvalidator.scp.inference.SessionRunner;
import io.subnetvalidator.scp.journal.FileSigningJournal;
import io.subnetvalidator.scp.journal.JournalException;
import io.subnetvalidator.scp.journal.JournalOwner;
import io.subnetvalidator.scp.journal.SigningJournal;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerNetwork;
import io.subnetvalidator.scp.protocol.Duty;
import io.subnetvalidator.scp.protocol.EpochMachine;
import io.subnetvalidator.scp.protocol.Event;
import io.subnetvalidator.scp.protocol.ForeignPolicy;
import io.subnetvalidator.scp.protocol.ProtocolSettings;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** One validator at work for one subnet node. */
public final class ValidatorService {

    private static final String PROOFS = "proofs";
    static final String COUNTERS = "probe-counters";
    static final String SERIES = "probe-series";
    private static final int COMPUTE_THREADS = 2;
    private static final long PROOF_STORE_BYTES = 256L << 20;
    private static final int HISTORY_EPOCHS = 6;

    /** Without a head for this long the chain counts as stalled. */
    private static final Duration STALL = Duration.ofSeconds(30);

    private final Parts parts;
    private final Ledger ledger;
    private final SigningJournal journal;
    private final WorkerExecutor ledgerWorker;
    private final WorkerExecutor counterWorker;
    private final WorkerExecutor computeWorker;
    private final HeadFollower follower;
    private final ChainBooks books;
    private final EpochProber prober;
    private final ProtocolDriver driver;
    private final PeerExchange exchange;
    private final LedgerDesk desk;
    private final RosterMemory rosters;
    private final OperatorLog log;
    private final long stallTimer;
    private volatile long lastHeadNanos;

    /**
     * What a validator works with.
     *
     * @param clock epoch arithmetic of the subnet
     * @param self node id of the hotkey
     * @param peerKey key behind the node's registered peer id
     * @param network peer network under that key, which admits staked peers alone; its life is the caller's
     * @param profiles comparison profiles that the subnet accepts beside bit equality
     * @param dataDirectory of this validator alone
     * @param nanoClock monotonic time in nanoseconds
     * @param stepDeadline how long a node has for one step of a probe
     */
    public record Parts(
            Vertx vertx,
            HypertensorChain chain,
            SubnetId subnet,
            EpochClock clock,
            NodeId self,
            AccountKey hotkey,
            PeerKey peerKey,
            PeerNetwork network,
            ReferenceModel model,
            List<ComparisonProfile> profiles,
            ScorePolicy policy,
            ForeignPolicy foreign,
            Path dataDirectory,
            ProcessBoard board,
            ServiceMetrics metrics,
            Clock wallClock,
            LongSupplier nanoClock,
            SecureRandom random,
            Duration stepDeadline) {}

    private record Opened(
            Ledger ledger,
            SigningJournal journal,
            ProbeSalt salt,
            Hash256 modelRoot,
            ProofArchive proofs,
            Path counters,
            Path series) {}

    /**
     * Opens the validator's files and starts to work.
     *
     * @return fails with a {@link ServiceException} when a file cannot be used; nothing is left open then
     */
    public static Future<ValidatorService> start(Parts parts) {
        return parts.vertx()
                .executeBlocking(() -> open(parts), false)
                .map(opened -> new ValidatorService(parts, opened))
                .compose(service -> service.readHistory().map(read -> service));
    }

    private static Opened open(Parts parts) {
        Path directory = parts.dataDirectory();
        Hash256 genesis = parts.chain().identity().genesis();
        Path proofs = directory.resolve(PROOFS);
        Path counters = directory.resolve(COUNTERS);
        Path series = directory.resolve(SERIES);
        ProbeSalt salt;
        ProofArchive archive;
        try {
            Files.createDirectories(proofs);
            Files.createDirectories(counters);
            Files.createDirectories(series);
            salt = ProbeSalt.in(directory, parts.random());
            archive = ProofArchive.open(proofs, ProofArchive.Retention.DEFAULT);
        } catch (IOException e) {
            throw new ServiceException(ServiceError.DATA_DIRECTORY, directory + ": " + e, e);
        }
        Ledger ledger;
        try {
            ledger = JdbcLedger.open(
                    directory,
                    new LedgerIdentity(genesis, parts.subnet(), parts.self()),
                    parts.wallClock().instant());
        } catch (LedgerException e) {
            throw new ServiceException(ServiceError.LEDGER_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
        try {
            SigningJournal journal =
                    FileSigningJournal.open(directory, new JournalOwner(genesis, parts.subnet(), parts.self()));
            return new Opened(ledger, journal, salt, parts.model().root(), archive, counters, series);
        } catch (JournalException e) {
            ledger.close();
            throw new ServiceException(
                    ServiceError.JOURNAL_UNUSABLE,
                    e.getMessage() + " (" + e.fault().remedy() + ")",
                    e);
        }
    }

    private ValidatorService(Parts parts, Opened opened) {
        this.parts = parts;
        this.ledger = opened.ledger();
        this.journal = opened.journal();
        Vertx vertx = parts.vertx();
        Context context = vertx.getOrCreateContext();
        String name = "validator-" + parts.self();
        this.ledgerWorker = vertx.createSharedWorkerExecutor(name + "-ledger", 1);
        // Of its own: what is forced to disk for a probe must not stand before what is forced for a signature.
        this.counterWorker = vertx.createSharedWorkerExecutor(name + "-counters", 1);
        this.computeWorker = vertx.createSharedWorkerExecutor("validator-compute", COMPUTE_THREADS);
        this.log = new OperatorLog(parts.self(), parts.board());
        ProcessBoard board = parts.board();
        ServiceMetrics metrics = parts.metrics();
        Hash256 genesis = parts.chain().identity().genesis();
        SubnetContext subnet = new SubnetContext(genesis, parts.subnet());
        this.desk = new LedgerDesk(ledger, ledgerWorker, parts.wallClock(), parts.subnet(), metrics);
        JournalDesk journalDesk = (duty, epoch, digest) -> ledgerWorker
                .executeBlocking(
                        () -> {
                            journal.release(duty, epoch, digest);
                            return duty;
                        },
                        false)
                .mapEmpty();
        SpanCache spans = new SpanCache(parts.model());
        KnownProfiles profiles = KnownProfiles.builtIn();
        for (ComparisonProfile profile : parts.profiles()) {
            profiles = profiles.with(profile);
        }
        MemoryProofStore proofStore = new MemoryProofStore(PROOF_STORE_BYTES);
        RosterReader reader = new RosterReader(parts.chain(), parts.subnet());
        this.rosters = new RosterMemory(epoch ->
                reader.read(epoch, parts.clock().firstBlock(epoch)).map(read -> read.map(EpochRoster::roster)));
        ProofDesk proofs = new ProofDesk(
                proofStore,
                new ProofVerifier(
                        profiles,
                        Optional.of(spans),
                        new ProofScope(Optional.of(genesis), Optional.of(parts.subnet()), Optional.empty())),
                new ChainRecord(parts.chain(), parts.clock(), rosters),
                opened.proofs(),
                computeWorker,
                desk,
                board,
                metrics,
                log);
        ProtocolSettings settings = ProtocolSettings.of(
                subnet,
                parts.self(),
                parts.clock(),
                parts.policy().digest(),
                opened.modelRoot(),
                parts.model().blocks(),
                parts.foreign());
        Map<PeerId, PeerAddress> addresses = new ConcurrentHashMap<>();
        this.exchange = new PeerExchange(
                parts.network(),
                peer -> Optional.ofNullable(addresses.get(peer)),
                ExchangeSettings.of(parts.self(), settings.admission()),
                new MemoryBatchStore(MemoryBatchStore.DEFAULT_BYTES),
                proofStore,
                ProofDesk::digest,
                this::feed);
        HopJudge judge = new HopJudge(
                spans,
                new SeriesDesk(spans, profiles, new SeriesShelf(opened.series())),
                parts.peerKey(),
                computeWorker,
                proofs::keepOwn,
                metrics,
                log,
                parts.nanoClock(),
                this::feed);
        InferenceClient client = new InferenceClient(parts.network());
        SessionRunner runner = new SessionRunner(
                client,
                new ReferenceModelClient(parts.model(), spans::span, computeWorker),
                parts.peerKey(),
                new FileCounters(opened.counters(), counterWorker),
                parts.random(),
                () -> parts.nanoClock().getAsLong() / 1_000_000);
        LoopContext loop = new LoopContext(context);
        HopTally tally = new HopTally(
                loop,
                new OpeningDesk(client, parts.stepDeadline()),
                CheckPolicy.of(parts.model().hiddenSize()),
                judge,
                desk,
                metrics,
                log);
        EpochProber.ProbedModel probed = EpochProber.ProbedModel.of(parts.model());
        this.prober = new EpochProber(
                ProbeSettings.of(
                        Math.toIntExact(parts.policy().minProbes()),
                        settings.timing().close(),
                        parts.stepDeadline()),
                subnet,
                parts.self(),
                opened.salt().secret(),
                probed,
                new AnnouncementDesk(loop, client, parts.stepDeadline(), subnet, probed, tally, log),
                new ProbeSessions(loop, runner, parts.stepDeadline(), opened.salt(), probed),
                tally,
                log,
                this::showRows);
        DutyBoard duties =
                new DutyBoard(parts.self(), parts.hotkey().account().toString(), board, metrics, desk::appended);
        JournaledSigner signer = new JournaledSigner(parts.hotkey(), journalDesk);
        ConsensusDesk consensus = new ConsensusDesk(
                parts.chain(), parts.subnet(), parts.self(), parts.clock(), signer, desk, metrics, this::feed);
        this.driver = new ProtocolDriver(
                context,
                new EpochMachine(
                        settings,
                        input -> ScoreRule.compute(parts.policy(), input).entries()),
                parts.peerKey(),
                reader,
                prober,
                proofs,
                judge::heard,
                exchange,
                roster -> useRoster(roster, addresses),
                consensus,
                journalDesk,
                desk,
                log,
                duties);
        this.follower = new HeadFollower(
                context,
                parts.chain(),
                subnet,
                parts.clock(),
                this::head,
                log.warning("head", "a head could not be read")::handle);
        this.books = new ChainBooks(
                context,
                parts.chain(),
                parts.subnet(),
                parts.clock(),
                desk,
                board,
                log,
                head -> metrics.heads(board.current().block(), head.number().value()));
        board.model(parts.model().blocks());
        this.lastHeadNanos = parts.nanoClock().getAsLong();
        this.stallTimer = vertx.setPeriodic(STALL.toMillis(), timer -> checkStall());
        duties.show();
    }

    private Future<Void> readHistory() {
        return parts.chain()
                .best()
                .compose(head -> {
                    Epoch now = parts.clock().epochOf(head.number());
                    Future<Void> read = Future.succeededFuture();
                    for (long back = Math.min(HISTORY_EPOCHS, now.value()); back >= 1; back--) {
                        Epoch epoch = Epoch.of(now.value() - back);
                        read = read.compose(done -> follower.submission(epoch, head.hash()))
                                .map(found -> {
                                    found.ifPresent(submission -> feed(new Event.HistoryRead(submission)));
                                    return null;
                                });
                    }
                    return read;
                })
                .compose(read -> begin());
    }

    private Future<Void> begin() {
        exchange.start();
        follower.start();
        books.start();
        return Future.succeededFuture();
    }

    private void feed(Event event) {
        if (event instanceof Event.BatchArrived arrived) {
            showOwnSpan(arrived.batch().batch().rows());
        }
        driver.feed(event);
    }

    /** This validator asks every node but its own; what that one serves it learns from the others. */
    private void showOwnSpan(List<NodeObservation> rows) {
        rows.stream()
                .filter(row -> row.node().equals(parts.self()))
                .flatMap(row -> row.span().stream())
                .forEach(span -> parts.board().announced(parts.self().value(), span));
    }

    private void head(Event.HeadSeen seen) {
        long number = seen.head().number().value();
        Epoch epoch = parts.clock().epochOf(seen.head().number());
        long offset = parts.clock().offsetOf(seen.head().number());
        lastHeadNanos = parts.nanoClock().getAsLong();
        log.at(number);
        parts.board().best(number, epoch.value(), offset);
        parts.board().available(stallKey());
        parts.metrics().heads(number, parts.board().current().finalizedBlock());
        parts.metrics().ready(parts.board().current().ready());
        feed(seen);
        prober.advance(new Beacon(seen.head().number(), seen.head().hash()), epoch, offset);
        exchange.pushAgain();
    }

    private void useRoster(EpochRoster roster, Map<PeerId, PeerAddress> addresses) {
        rosters.keep(roster.roster());
        addresses.clear();
        roster.addresses().values().forEach(address -> addresses.put(address.peer(), address));
        roster.nodes()
                .forEach((id, node) -> parts.board()
                        .register(NodeView.registered(
                                id.value(),
                                node.peer().peerId().map(Object::toString).orElse("?"),
                                node.peer().multiaddr().map(Object::toString).orElse(""),
                                node.classification().nodeClass().name())));
    }

    private void showRows(List<NodeObservation> rows) {
        for (NodeObservation row : rows) {
            row.span().ifPresent(span -> parts.board().announced(row.node().value(), span));
            if (row.sent() > 0) {
                parts.board()
                        .update(
                                row.node().value(),
                                view -> view.withProbes(
                                        row.span().map(Object::toString),
                                        row.sent(),
                                        row.answered(),
                                        row.correct(),
                                        100.0 * row.answered() / row.sent(),
                                        row.latencyMedianMs()));
            }
            if (!row.faults().isEmpty()) {
                parts.board().update(row.node().value(), NodeView::withConviction);
            }
        }
        parts.board()
                .swarm()
                .ifPresent(swarm -> parts.metrics()
                        .swarm(swarm.leastRedundancy(), swarm.unserved().size()));
    }

    private void checkStall() {
        long silent = parts.nanoClock().getAsLong() - lastHeadNanos;
        if (silent > STALL.toNanos()) {
            long seconds = Duration.ofNanos(silent).toSeconds();
            parts.board().unavailable(stallKey(), "no chain head for " + seconds + " s");
            parts.metrics().ready(false);
            feed(new Event.ChainStalled(seconds));
        }
    }

    private String stallKey() {
        return "stall-" + parts.self();
    }

    /** The last thing signed for a duty, for reports. */
    public Optional<Epoch> lastSigned(Duty duty) {
        return journal.last(duty).map(signed -> signed.epoch());
    }

    /** Ends all work and closes the validator's files. */
    public Future<Void> stop() {
        log.stopping();
        parts.vertx().cancelTimer(stallTimer);
        follower.stop();
        books.stop();
        desk.close();
        return driver.close()
                .compose(stopped -> ledgerWorker.executeBlocking(
                        () -> {
                            ledger.close();
                            journal.close();
                            return true;
                        },
                        false))
                .compose(closed -> ledgerWorker.close())
                .compose(closed -> counterWorker.close())
                .compose(closed -> computeWorker.close());
    }
}
