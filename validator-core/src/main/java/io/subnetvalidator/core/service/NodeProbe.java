package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.ProbeObserved;
import io.subnetvalidator.accounting.ProbeOutcome;
import io.subnetvalidator.accounting.VerdictReached;
import io.subnetvalidator.chain.hypertensor.ChainIdentity;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.ProofOfStake;
import io.subnetvalidator.chain.hypertensor.Subscription;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.service.EpochProber.ProbedModel;
import io.subnetvalidator.core.service.RosterReader.EpochRoster;
import io.subnetvalidator.core.view.EventView;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.KnownProfiles;
import io.subnetvalidator.scp.inference.Candidate;
import io.subnetvalidator.scp.inference.HopFailure;
import io.subnetvalidator.scp.inference.InferenceClient;
import io.subnetvalidator.scp.inference.Prompt;
import io.subnetvalidator.scp.inference.ReferenceModelClient;
import io.subnetvalidator.scp.inference.SessionPlan;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.subnetvalidator.scp.inference.SessionRunner;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.subnetvalidator.scp.p2p.PeerNetworkListener;
import io.subnetvalidator.scp.protocol.Event;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One probe of one node, now and outside of any plan: the session, the check and the proof are those of the service, and nothing
 * is written to its ledger or signed for the chain. Everything runs on one event loop context.
 */
public final class NodeProbe {

    private static final int PROMPT_TOKENS = 16;

    /** Longer than a probe lasts: who may answer is read once, when it begins. */
    private static final Duration ROSTER_HOLDS = Duration.ofHours(1);

    private final Vertx vertx;
    private final Context context;
    private final ProbeOptions options;
    private final Consumer<String> progress;
    private final Function<FaultProof, Path> keep;
    private final SecureRandom random = new SecureRandom();
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final StakeGate gate = new StakeGate(System::nanoTime, ROSTER_HOLDS);
    private final WorkerExecutor worker;
    private Optional<FaultProof> proof = Optional.empty();
    private Optional<Path> proofFile = Optional.empty();

    private NodeProbe(Vertx vertx, ProbeOptions options, Consumer<String> progress, Function<FaultProof, Path> keep) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.progress = progress;
        this.keep = keep;
        this.worker = vertx.createSharedWorkerExecutor("probe", 1);
    }

    /** The subnet as the chain shows it in this epoch. */
    private record Subnet(HypertensorChain chain, EpochClock clock, Head head, EpochRoster roster) {

        SubnetContext context(ProbeOptions options) {
            return new SubnetContext(chain.identity().genesis(), options.subnet());
        }

        Epoch epoch() {
            return roster.roster().epoch();
        }
    }

    private record Target(NodeId node, PeerAddress address) {}

    /**
     * Runs the probe to its end.
     *
     * @param vertx closed by the caller, with what is left of the probe
     * @param progress told one line now and then
     * @param keep writes a fault proof and says where; called on a worker
     * @return fails with a {@link ServiceException} when no session can be held; a node that does not answer is a result
     */
    public static Future<ProbeReport> run(
            Vertx vertx, ProbeOptions options, Consumer<String> progress, Function<FaultProof, Path> keep) {
        NodeProbe probe = new NodeProbe(vertx, options, progress, keep);
        Promise<ProbeReport> result = Promise.promise();
        probe.context.runOnContext(ignored -> probe.run().onComplete(result));
        return result.future();
    }

    private Future<ProbeReport> run() {
        return vertx.executeBlocking(this::model, false)
                .compose(model -> ChainLink.open(
                                vertx, options.endpoints(), options.genesis(), random, System::nanoTime)
                        .compose(chain -> subnet(chain)
                                .compose(subnet -> probe(subnet, model))
                                .eventually(() -> chain.close())));
    }

    private ReferenceModel model() {
        try {
            return ReferenceModel.open(options.model());
        } catch (ModelException e) {
            throw new ServiceException(ServiceError.MODEL_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private Future<Subnet> subnet(HypertensorChain chain) {
        return ChainLink.clock(chain, options.subnet())
                .compose(clock -> chain.best().compose(head -> {
                    Epoch epoch = clock.epochOf(head.number());
                    return new RosterReader(chain, options.subnet())
                            .read(epoch, clock.firstBlock(epoch))
                            .map(roster -> new Subnet(chain, clock, head, roster.orElseThrow()));
                }))
                .recover(failure -> Future.failedFuture(ChainLink.translate(options.endpoints(), failure)));
    }

    private Future<ProbeReport> probe(Subnet subnet, ReferenceModel model) {
        return new ChainStakeSource("chain", subnet.chain(), options.subnet(), subnet.clock(), ProofOfStake.DEFAULT)
                .standings(subnet.head())
                .compose(standings -> {
                    gate.confirm(standings);
                    return probeAdmitted(subnet, model);
                });
    }

    private Future<ProbeReport> probeAdmitted(Subnet subnet, ReferenceModel model) {
        if (!gate.admits(options.peerKey().peerId())) {
            throw new ServiceException(
                    ServiceError.CONFIG_INVALID,
                    "the peer key is that of " + options.peerKey().peerId() + ", which no staked node of subnet "
                            + options.subnet() + " is registered with: nodes answer nobody else");
        }
        Target target = target(subnet);
        Libp2pNetwork network = new Libp2pNetwork(
                vertx, options.peerKey(), gate, PeerNetworkLimits.defaults(), PeerNetworkListener.NONE, random);
        return new Session(subnet, model, target, network).run().eventually(network::close);
    }

    private Target target(Subnet subnet) {
        NodeId node = options.target()
                .in(subnet.roster())
                .orElseThrow(() -> unknown("subnet " + options.subnet() + " has no such node in epoch "
                        + subnet.epoch() + "; it has the nodes "
                        + subnet.roster().nodes().keySet()));
        PeerAddress address = options.target()
                .address(node, subnet.roster())
                .orElseThrow(() -> unknown("the chain has no address of node " + node + " that can be dialled"));
        if (address.peer().equals(options.peerKey().peerId())) {
            throw unknown("node " + node + " is the one whose peer key asks");
        }
        return new Target(node, address);
    }

    private static ServiceException unknown(String why) {
        return new ServiceException(ServiceError.PROBE_TARGET_UNKNOWN, why);
    }

    /** The probe once it is known who is asked. */
    private final class Session {

        private final Subnet subnet;
        private final ReferenceModel model;
        private final ProbedModel probed;
        private final Target target;
        private final InferenceClient client;
        private final ProcessBoard board;
        private final HopJudge judge;
        private final Prompt.Given prompt;
        private Optional<String> objection = Optional.empty();

        Session(Subnet subnet, ReferenceModel model, Target target, Libp2pNetwork network) {
            this.subnet = subnet;
            this.model = model;
            this.probed = ProbedModel.of(model);
            this.target = target;
            this.client = new InferenceClient(network);
            this.prompt = prompt();
            ChainIdentity identity = subnet.chain().identity();
            this.board = new ProcessBoard(new ProcessBoard.ChainLine(
                    identity.chainName(),
                    identity.genesis().toString(),
                    identity.dialect().toString(),
                    options.subnet().value(),
                    subnet.clock().epochLength()));
            SpanCache spans = new SpanCache(model);
            this.judge = new HopJudge(
                    spans,
                    new SeriesDesk(
                            spans,
                            KnownProfiles.builtIn(),
                            new SeriesShelf(options.dataDirectory().resolve(ValidatorService.SERIES))),
                    options.peerKey(),
                    worker,
                    this::keepProof,
                    metrics,
                    new OperatorLog(target.node(), board),
                    System::nanoTime,
                    event -> {});
        }

        private Prompt.Given prompt() {
            List<Integer> ids = options.prompt()
                    .orElseGet(() -> IntStream.range(0, PROMPT_TOKENS)
                            .mapToObj(i -> random.nextInt(model.vocabularySize()))
                            .toList());
            if (ids.size() + options.newTokens() > model.contextLength()
                    || ids.stream().anyMatch(id -> id >= model.vocabularySize())) {
                throw new ServiceException(
                        ServiceError.INPUT_INVALID,
                        "a session of this model has at most " + model.contextLength() + " tokens below "
                                + model.vocabularySize());
            }
            return new Prompt.Given(ids);
        }

        Future<ProbeReport> run() {
            progress.accept("asking node " + target.node() + " at "
                    + target.address().host() + ":" + target.address().port() + ", and the others what they serve");
            Map<NodeId, Candidate> announced = new TreeMap<>();
            List<Future<Void>> asked = new ArrayList<>();
            Map<NodeId, PeerAddress> addresses = new TreeMap<>(subnet.roster().addresses());
            addresses.put(target.node(), target.address());
            addresses.forEach((node, address) -> {
                if (!address.peer().equals(options.peerKey().peerId())) {
                    asked.add(announcement(node, address)
                            .map(candidate -> candidate.map(found -> announced.put(node, found)))
                            .mapEmpty());
                }
            });
            return Future.join(asked).compose(done -> session(announced));
        }

        private Future<Optional<Candidate>> announcement(NodeId node, PeerAddress address) {
            return client.announce(address, options.stepDeadline())
                    .map(signed -> {
                        Optional<String> why =
                                probed.objection(subnet.context(options), subnet.epoch(), node, signed.announcement());
                        if (node.equals(target.node())) {
                            objection = why.map(text -> "it announces something unusable: " + text);
                        }
                        return why.isEmpty()
                                ? Optional.of(new Candidate(address, signed, 0))
                                : Optional.<Candidate>empty();
                    })
                    .recover(failure -> {
                        if (node.equals(target.node())) {
                            objection = Optional.of("it announces nothing: " + failure.getMessage());
                        }
                        return Future.succeededFuture(Optional.empty());
                    });
        }

        private Future<ProbeReport> session(Map<NodeId, Candidate> announced) {
            Candidate node = announced.get(target.node());
            if (node == null) {
                return Future.succeededFuture(unchecked(Optional.empty(), ProbeOutcome.SILENT, objection.orElse("")));
            }
            List<Candidate> candidates = List.copyOf(announced.values());
            Optional<List<Candidate>> route = probed.route(node, candidates);
            if (route.isEmpty()) {
                return Future.succeededFuture(unasked(
                        node, "no honest input for it exists: nobody serves the blocks before its " + node.span()));
            }
            progress.accept("session through the nodes "
                    + route.get().stream()
                            .map(hop -> hop.announced().node().toString())
                            .toList());
            OpeningDesk openings = new OpeningDesk(client, options.stepDeadline());
            // Known before the session: a block that exists already must not draw.
            openings.head(beacon(subnet.head()));
            Subscription heads =
                    subnet.chain().onBest(head -> context.runOnContext(ignored -> openings.head(beacon(head))));
            return asking().compose(asking -> asking.runner()
                            .run(new SessionPlan(
                                    subnet.epoch(),
                                    route.get(),
                                    candidates,
                                    prompt,
                                    options.newTokens(),
                                    options.stepDeadline(),
                                    asking.salt().commitment(subnet.epoch()))))
                    .compose(record -> conclude(node, record, openings))
                    .onComplete(done -> heads.cancel());
        }

        private static Beacon beacon(Head head) {
            return new Beacon(head.number(), head.hash());
        }

        private record Asking(SessionRunner runner, ProbeSalt salt) {}

        /**
         * Takes its numbers and its salt where the service takes them: under one key no number may be used twice, and nodes answer one
         * salt commitment per epoch.
         */
        private Future<Asking> asking() {
            Path counters = options.dataDirectory().resolve(ValidatorService.COUNTERS);
            return worker.executeBlocking(
                    () -> {
                        ProbeSalt salt;
                        try {
                            Files.createDirectories(counters);
                            salt = ProbeSalt.in(options.dataDirectory(), random);
                        } catch (IOException e) {
                            throw new ServiceException(ServiceError.DATA_DIRECTORY, counters + ": " + e, e);
                        }
                        SessionRunner runner = new SessionRunner(
                                client,
                                new ReferenceModelClient(model, model::span, worker),
                                options.peerKey(),
                                new FileCounters(counters, worker),
                                random,
                                () -> System.nanoTime() / 1_000_000);
                        return new Asking(runner, salt);
                    },
                    false);
        }

        private Future<ProbeReport> conclude(Candidate node, SessionRecord record, OpeningDesk openings) {
            SessionRecord.Hop hop = record.hops().stream()
                    .filter(one -> one.node().peer().equals(node.peer()))
                    .findFirst()
                    .orElseThrow();
            if (hop.transcript().isEmpty()) {
                return Future.succeededFuture(hop.failure()
                        .map(failure -> unchecked(
                                Optional.of(node),
                                HopAccount.of(target.node(), hop).outcome(),
                                failure.message()))
                        .orElseGet(() -> unasked(node, record.brokenOff().orElse(""))));
            }
            if (!mayOpen(hop)) {
                return judge(node, hop, HopAccount.of(target.node(), hop), Optional.empty());
            }
            progress.accept("waiting for the second chain block from now, which draws the block to be opened");
            ProbeObserved observed = HopAccount.of(target.node(), hop);
            return openings.open(hop)
                    .compose(opening ->
                            judge(node, hop, opening.isPresent() ? observed : HopAccount.unopened(observed), opening));
        }

        private boolean mayOpen(SessionRecord.Hop hop) {
            return options.open()
                    && hop.node().announced().opens()
                    && hop.failure().isEmpty();
        }

        private Future<ProbeReport> judge(
                Candidate node, SessionRecord.Hop hop, ProbeObserved observed, Optional<Opening> opening) {
            progress.accept("computing " + (opening.isPresent() ? "the opened block" : "the whole span") + " again");
            return judge.judge(new HopJudge.Hop(
                            subnet.epoch(),
                            target.node(),
                            observed.probe(),
                            node.announcement(),
                            hop.transcript().orElseThrow(),
                            opening,
                            Optional.empty()))
                    .map(verdict -> report(
                            Optional.of(node),
                            text(observed.outcome()),
                            hop.millis(),
                            opening.isPresent() ? "opened" : "whole-span",
                            text(verdict.verdict()),
                            reason(verdict, hop, observed)));
        }

        private Future<Event.ProofJudged> keepProof(NodeId accused, FaultProof made) {
            return worker.executeBlocking(() -> keep.apply(made), false).map(file -> {
                proof = Optional.of(made);
                proofFile = Optional.of(file);
                return new Event.ProofJudged(made.digest(), made.epoch(), accused, true);
            });
        }

        private String reason(VerdictReached verdict, SessionRecord.Hop hop, ProbeObserved observed) {
            String found = switch (verdict.verdict()) {
                case CORRECT -> "every answer is that of the reference, bit for bit";
                case FAULTY ->
                    proof.map(made -> FaultText.of(made.charge()) + " ("
                                    + made.charge().text() + ")")
                            .orElse("");
                case UNDECIDED ->
                    board.current().events().stream()
                            .map(EventView::text)
                            .findFirst()
                            .orElse("");
            };
            return hop.failure()
                    .map(HopFailure::message)
                    .or(() -> observed.outcome() == ProbeOutcome.REFUSED
                            ? Optional.of("it did not open the block that was drawn")
                            : Optional.empty())
                    .map(trouble -> found + "; " + trouble)
                    .orElse(found);
        }

        private ProbeReport unchecked(Optional<Candidate> node, ProbeOutcome outcome, String why) {
            return report(node, text(outcome), List.of(), "nothing", "none", why);
        }

        private ProbeReport unasked(Candidate node, String why) {
            return report(Optional.of(node), "not-asked", List.of(), "nothing", "none", why);
        }

        private ProbeReport report(
                Optional<Candidate> node,
                String answer,
                List<Long> millis,
                String checked,
                String verdict,
                String reason) {
            return new ProbeReport(
                    target.node().value(),
                    target.address().peer().text(),
                    target.address().host() + ":" + target.address().port(),
                    subnet.epoch().value(),
                    node.map(known -> known.span().toString()),
                    node.map(known -> text(known.announced().profile().kind())),
                    prompt.ids().size(),
                    answer,
                    millis,
                    checked,
                    verdict,
                    reason,
                    proof.map(made -> made.digest().toString()),
                    proofFile.map(Path::toString));
        }
    }

    private static String text(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
