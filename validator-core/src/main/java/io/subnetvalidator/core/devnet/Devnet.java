package io.subnetvalidator.core.devnet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.hypertensor.ChainIdentity;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.ProofOfStake;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.core.devnet.Topology.Member;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.http.HttpSurface;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.service.ChainLink;
import io.subnetvalidator.core.service.EpochReader;
import io.subnetvalidator.core.service.ProcessBoard;
import io.subnetvalidator.core.service.RewardCheck;
import io.subnetvalidator.core.service.StakeGate;
import io.subnetvalidator.core.service.StakeWatch;
import io.subnetvalidator.core.service.ValidatorService;
import io.subnetvalidator.core.view.NodeView;
import io.subnetvalidator.core.view.ProofView;
import io.subnetvalidator.fixtures.chain.DevChain;
import io.subnetvalidator.fixtures.node.Fault;
import io.subnetvalidator.fixtures.node.NodeLimits;
import io.subnetvalidator.fixtures.node.ReferenceNode;
import io.subnetvalidator.incentives.ScorePolicy;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.ProfileFile;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.scp.inference.InferenceServer;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.subnetvalidator.scp.protocol.ForeignPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A whole subnet in one process. */
public final class Devnet {

    private static final Duration STEP_DEADLINE = Duration.ofSeconds(3);
    private static final Duration STAKE_GRACE = Duration.ofMinutes(2);
    private static final int NODE_THREADS = 2;
    private static final long NEWS_MS = 500;
    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx;
    private final DevnetOptions options;
    private final ObjectMapper json;
    private final Consumer<String> progress;
    private final SecureRandom random = new SecureRandom();
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final StakeGate gate = new StakeGate(System::nanoTime, STAKE_GRACE, metrics.peers()::standings);
    private final Map<PeerId, Libp2pNetwork> networks = new HashMap<>();
    private final List<ValidatorService> validators = new ArrayList<>();
    private final Set<Long> toldConvicted = new HashSet<>();
    private final Map<Long, Boolean> paidAsScored = new ConcurrentHashMap<>();
    private final Promise<Void> enough = Promise.promise();
    private final WorkerExecutor nodeWorkers;
    private Optional<StakeWatch> stakeWatch = Optional.empty();
    private Optional<DevChain> embedded = Optional.empty();
    private long firstCounted = Long.MAX_VALUE;

    private Devnet(Vertx vertx, DevnetOptions options, ObjectMapper json, Consumer<String> progress) {
        this.vertx = vertx;
        this.options = options;
        this.json = json;
        this.progress = progress;
        this.nodeWorkers = vertx.createSharedWorkerExecutor("nodes", NODE_THREADS);
    }

    /** Names of the faults that nodes can be given. */
    public static Set<String> faultNames() {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault != Fault.NONE)
                .map(Fault::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Runs until the wanted epochs are settled, or until told to end.
     *
     * @param progress told one line now and then
     * @param ending completes when it is to end early
     * @throws ServiceException when something needed is not to be had
     */
    public static DevnetSummary run(
            DevnetOptions options, ObjectMapper json, Consumer<String> progress, Future<Void> ending)
            throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try {
            Devnet devnet = new Devnet(vertx, options, json, progress);
            ending.onSuccess(end -> devnet.enough.tryComplete());
            return await(devnet.run());
        } finally {
            await(vertx.close());
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Future<DevnetSummary> run() {
        return vertx.executeBlocking(this::model, false)
                .compose(model -> topology()
                        .compose(topology -> ChainLink.open(
                                        vertx, List.of(topology.endpoint()), Optional.empty(), random, System::nanoTime)
                                .compose(chain -> play(model, topology, chain))));
    }

    private record Model(Path directory, ReferenceModel reference, List<ComparisonProfile> profiles) {}

    /** With profiles for the spans that the nodes will serve, and as files for whoever verifies proofs. */
    private Model model() {
        Path directory = options.model().orElse(options.directory().resolve("model"));
        try {
            if (options.model().isEmpty()) {
                TinyModel.write(directory, options.seed(), TinyShape.DEFAULT);
            }
            ReferenceModel reference = ReferenceModel.open(directory);
            return new Model(directory, reference, profiles(reference));
        } catch (ModelException e) {
            throw new ServiceException(ServiceError.MODEL_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private List<ComparisonProfile> profiles(ReferenceModel model) {
        if (options.arithmetic().isExact()) {
            return List.of();
        }
        progress.accept("calibrates " + options.arithmetic().text());
        List<ComparisonProfile> profiles = QuickProfiles.of(
                model, options.arithmetic().declared(), Topology.spans(options.nodes(), model.blocks()));
        for (ComparisonProfile profile : profiles) {
            Path file = options.directory().resolve(profile.name() + ".profile");
            try {
                ProfileFile.write(file, profile);
            } catch (IOException e) {
                throw new ServiceException(ServiceError.DATA_DIRECTORY, file + ": " + FileTrouble.text(e), e);
            }
            progress.accept("profile    " + file);
        }
        return profiles;
    }

    private Future<Topology> topology() {
        if (options.attach().isPresent()) {
            return attach(AttachFile.read(options.attach().get(), json));
        }
        List<PeerKey> keys = new ArrayList<>();
        for (int n = 1; n <= options.nodes(); n++) {
            keys.add(ChainSetup.peerKey(n));
        }
        return listen(keys.stream().collect(Collectors.toMap(key -> key, key -> 0)))
                .compose(ports -> ChainSetup.embedded(
                        vertx, keys.stream().map(key -> ports.get(key.peerId())).toList(), options.validators()))
                .map(prepared -> {
                    embedded = Optional.of(prepared.chain());
                    return prepared.topology();
                });
    }

    private Future<Topology> attach(AttachFile file) {
        Map<PeerKey, Integer> ports =
                file.nodes().stream().collect(Collectors.toMap(AttachFile.Node::peerKey, AttachFile.Node::port));
        List<Member> members = file.nodes().stream()
                .map(node -> new Member(node.id(), node.peerKey(), node.port(), node.hotkey(), true))
                .toList();
        return listen(ports)
                .compose(bound ->
                        ChainLink.open(vertx, List.of(file.endpoint()), Optional.empty(), random, System::nanoTime))
                .compose(chain -> ChainLink.clock(chain, file.subnet())
                        .compose(clock -> chain.close()
                                .map(closed -> new Topology(file.endpoint(), file.subnet(), clock, members))));
    }

    /** Opens one peer network per key; port 0 takes any. */
    private Future<Map<PeerId, Integer>> listen(Map<PeerKey, Integer> wanted) {
        Map<PeerId, Integer> bound = new ConcurrentHashMap<>();
        List<Future<Void>> all = new ArrayList<>();
        wanted.forEach((key, port) -> {
            Libp2pNetwork network = new Libp2pNetwork(
                    vertx,
                    key,
                    gate,
                    PeerNetworkLimits.defaults(),
                    metrics.peers().network(key.peerId()),
                    random);
            networks.put(key.peerId(), network);
            all.add(network.listen(LOOPBACK, port)
                    .recover(failure -> Future.failedFuture(new ServiceException(
                            ServiceError.PORT_OCCUPIED, String.valueOf(failure.getMessage()), failure)))
                    .map(address -> {
                        bound.put(key.peerId(), address.port());
                        return null;
                    }));
        });
        return Future.all(all).map(done -> bound);
    }

    private Future<DevnetSummary> play(Model model, Topology topology, HypertensorChain chain) {
        ChainIdentity identity = chain.identity();
        ProcessBoard board = new ProcessBoard(new ProcessBoard.ChainLine(
                identity.chainName(),
                identity.genesis().toString(),
                identity.dialect().toString(),
                topology.subnet().value(),
                identity.epochLength()));
        FaultPlan plan = plan(topology);
        return HttpSurface.listen(vertx, LOOPBACK, options.port(), board, metrics, json)
                .map(http -> {
                    progress.accept("dashboard  http://" + LOOPBACK + ":" + http.port());
                    progress.accept("chain      " + topology.endpoint() + " (subnet " + topology.subnet() + ")");
                    progress.accept("data       " + options.directory());
                    return http;
                })
                .compose(http -> vertx.executeBlocking(() -> serve(model, topology, identity, plan, board), false))
                .compose(served -> watchStake(topology, chain))
                .compose(watched -> startValidators(model, topology, chain, board))
                .compose(started -> follow(topology, chain))
                .compose(following -> {
                    vertx.setPeriodic(NEWS_MS, tick -> tellConvictions(board));
                    embedded.ifPresent(dev -> vertx.setPeriodic(options.blockMs(), tick -> dev.produceBlock()));
                    return enough.future();
                })
                .compose(done -> stop())
                .map(stopped -> summary(model, plan, board));
    }

    private Future<Void> watchStake(Topology topology, HypertensorChain chain) {
        StakeWatch watch = StakeWatch.of(
                vertx,
                chain,
                topology.subnet(),
                topology.clock(),
                List.of(topology.endpoint()),
                random,
                ProofOfStake.DEFAULT,
                1,
                gate);
        stakeWatch = Optional.of(watch);
        return watch.start();
    }

    private FaultPlan plan(Topology topology) {
        TreeSet<Long> validating = new TreeSet<>();
        TreeSet<Long> others = new TreeSet<>();
        for (Member member : topology.members()) {
            (member.validates() ? validating : others).add(member.id().value());
        }
        try {
            return FaultPlan.assign(options.faults(), validating, others);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(ServiceError.INPUT_INVALID, "--faults: " + e.getMessage(), e);
        }
    }

    private Integer serve(Model model, Topology topology, ChainIdentity identity, FaultPlan plan, ProcessBoard board) {
        List<BlockSpan> spans =
                Topology.spans(topology.members().size(), model.reference().blocks());
        for (int i = 0; i < topology.members().size(); i++) {
            Member member = topology.members().get(i);
            Fault fault = fault(plan, member.id().value());
            board.register(NodeView.registered(
                    member.id().value(), member.peerKey().peerId().text(), LOOPBACK + ":" + member.port(), "?"));
            if (fault != Fault.NONE) {
                board.update(member.id().value(), view -> view.withPlanted(fault.text()));
                progress.accept("node " + member.id() + " cheats: " + fault.text());
            }
            Libp2pNetwork network = network(member);
            if (fault == Fault.OFFLINE) {
                continue;
            }
            InferenceServer.serve(
                    network,
                    new ReferenceNode(
                            new ReferenceNode.Registration(identity.genesis(), topology.subnet(), member.id()),
                            member.peerKey(),
                            model.reference(),
                            spans.get(i),
                            options.arithmetic(),
                            fault,
                            NodeLimits.defaults(),
                            nodeWorkers,
                            () -> System.nanoTime() / 1_000_000));
        }
        return spans.size();
    }

    private static Fault fault(FaultPlan plan, long node) {
        return Optional.ofNullable(plan.byNode().get(node))
                .flatMap(Fault::parse)
                .orElse(Fault.NONE);
    }

    private Libp2pNetwork network(Member member) {
        Libp2pNetwork network = networks.get(member.peerKey().peerId());
        if (network == null) {
            throw new IllegalStateException("no network for node " + member.id());
        }
        return network;
    }

    private Future<Void> startValidators(Model model, Topology topology, HypertensorChain chain, ProcessBoard board) {
        Future<Void> started = Future.succeededFuture();
        for (Member member : topology.members()) {
            if (member.validates()) {
                started = started.compose(before -> ValidatorService.start(new ValidatorService.Parts(
                                vertx,
                                chain,
                                topology.subnet(),
                                topology.clock(),
                                member.id(),
                                member.hotkey(),
                                member.peerKey(),
                                network(member),
                                model.reference(),
                                model.profiles(),
                                ScorePolicy.DEFAULT,
                                new ForeignPolicy.Never(),
                                options.directory().resolve("node-" + member.id()),
                                board,
                                metrics,
                                Clock.systemUTC(),
                                System::nanoTime,
                                random,
                                STEP_DEADLINE))
                        .map(service -> {
                            validators.add(service);
                            return null;
                        }));
            }
        }
        return started;
    }

    /** Counts settled epochs and checks their payments; the first full epoch after the start is the first that counts. */
    private Future<Void> follow(Topology topology, HypertensorChain chain) {
        EpochReader reader = new EpochReader(chain, topology.subnet(), topology.clock());
        RewardCheck check = new RewardCheck(chain, topology.subnet());
        return chain.best().map(start -> {
            // Observations begin with the next epoch, so the first proposal made of them is in the one after it.
            firstCounted = topology.clock().epochOf(start.number()).value() + 2;
            progress.accept("epoch " + firstCounted + " is the first scored from observations"
                    + embedded.map(dev -> "; it settles in about " + secondsToSettle(topology, start) + " s")
                            .orElse(""));
            chain.onFinalized(head -> {
                if (reader.settles(head)) {
                    settled(reader, check, head);
                }
            });
            return null;
        });
    }

    private long secondsToSettle(Topology topology, Head now) {
        long settledAt = topology.clock().firstBlock(Epoch.of(firstCounted + 1)).value();
        return (settledAt - now.number().value()) * options.blockMs() / 1000;
    }

    /** Tells of each convicted node once. */
    private void tellConvictions(ProcessBoard board) {
        for (ProofView proof : board.current().proofs()) {
            if (toldConvicted.add(proof.accused())) {
                progress.accept("node " + proof.accused() + " is convicted: " + proof.meaning());
            }
        }
    }

    private void settled(EpochReader reader, RewardCheck check, Head head) {
        reader.settledBy(head)
                .compose(outcome -> check.difference(outcome, head).map(difference -> {
                    long epoch = outcome.epoch().value();
                    paidAsScored.put(epoch, difference.isEmpty());
                    if (epoch < firstCounted) {
                        return epoch;
                    }
                    progress.accept("epoch " + epoch + ": "
                            + outcome.submission()
                                    .map(s -> "proposed by node " + s.proposer() + ", attested by "
                                            + s.attests().size() + " of " + outcome.attestors())
                                    .orElse("no proposal")
                            + difference.map(text -> "; " + text).orElse(""));
                    return epoch;
                }))
                .onSuccess(epoch -> {
                    if (options.epochs() > 0 && epoch - firstCounted + 1 >= options.epochs()) {
                        // The validators' own books of the same block may still be on their way to the board.
                        vertx.setTimer(STEP_DEADLINE.toMillis() / 3, wait -> enough.tryComplete());
                    }
                })
                .onFailure(enough::tryFail);
    }

    private Future<Void> stop() {
        Future<Void> stopped = Future.succeededFuture();
        for (ValidatorService validator : validators) {
            stopped = stopped.compose(before -> validator.stop());
        }
        stopped = stopped.compose(before -> stakeWatch.map(StakeWatch::stop).orElse(Future.succeededFuture()));
        for (Libp2pNetwork network : networks.values()) {
            stopped = stopped.compose(before -> network.close());
        }
        return stopped.compose(before -> embedded.map(DevChain::close).orElse(Future.succeededFuture()));
    }

    private DevnetSummary summary(Model model, FaultPlan plan, ProcessBoard board) {
        Set<Long> computing = new TreeSet<>();
        Set<Long> offline = new TreeSet<>();
        new TreeMap<>(plan.byNode()).forEach((node, name) -> {
            if (fault(plan, node).isOfComputation()) {
                computing.add(node);
            } else {
                offline.add(node);
            }
        });
        return SummaryWriter.write(
                board.current(),
                computing,
                offline,
                epoch -> paidAsScored.getOrDefault(epoch, false),
                firstCounted,
                model.directory());
    }
}
