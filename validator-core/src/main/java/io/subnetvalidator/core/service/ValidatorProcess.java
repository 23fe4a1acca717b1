package io.subnetvalidator.core.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.hypertensor.ChainIdentity;
import io.subnetvalidator.chain.hypertensor.Dialect;
import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.PeerInfo;
import io.subnetvalidator.chain.hypertensor.SubnetNodeInfo;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.core.config.HostPort;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.http.HttpSurface;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One validator as a process of its own: everything is checked before anything is signed. */
public final class ValidatorProcess {

    private static final String ALL_ADDRESSES = "0.0.0.0";
    private static final Duration STEP_DEADLINE = Duration.ofSeconds(10);

    /** What is withheld before a consensus call runs, with what an account must keep (chain reference, section 1.5). */
    private static final Balance LEAST_BALANCE = Balance.of(1_000_000_500L);

    private final Vertx vertx;
    private final RunOptions options;
    private final ObjectMapper json;
    private final Consumer<String> progress;
    private final SecureRandom random = new SecureRandom();
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final StakeGate gate;

    private ValidatorProcess(Vertx vertx, RunOptions options, ObjectMapper json, Consumer<String> progress) {
        this.vertx = vertx;
        this.options = options;
        this.json = json;
        this.progress = progress;
        this.gate = new StakeGate(System::nanoTime, options.stakeGrace(), metrics.peers()::standings);
    }

    /** A running process, to be stopped once. */
    public record Running(
            HypertensorChain chain,
            StakeWatch watch,
            ValidatorService validator,
            Libp2pNetwork network,
            HttpSurface http) {

        /** Ends the work in an orderly way. */
        public Future<Void> stop() {
            return validator
                    .stop()
                    .compose(stopped -> network.close())
                    .compose(stopped -> http.close())
                    .compose(stopped -> watch.stop())
                    .compose(stopped -> chain.close());
        }
    }

    /** @return fails with a {@link ServiceException} that says what to correct */
    public static Future<Running> start(Vertx vertx, RunOptions options, ObjectMapper json, Consumer<String> progress) {
        return new ValidatorProcess(vertx, options, json, progress).start();
    }

    private Future<Running> start() {
        return vertx.executeBlocking(this::model, false)
                .compose(model -> ChainLink.open(
                                vertx, options.endpoints(), options.genesis(), random, System::nanoTime)
                        .compose(chain -> requireKnownRuntime(chain)
                                .compose(known -> ChainLink.clock(chain, options.subnet()))
                                .compose(clock -> start(chain, clock, model))));
    }

    private ReferenceModel model() {
        try {
            return ReferenceModel.open(options.model());
        } catch (ModelException e) {
            throw new ServiceException(ServiceError.MODEL_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static Future<Void> requireKnownRuntime(HypertensorChain chain) {
        ChainIdentity identity = chain.identity();
        return identity.dialect() == Dialect.UNKNOWN
                ? Future.failedFuture(new ServiceException(
                        ServiceError.RUNTIME_UNKNOWN,
                        identity.specName() + " " + identity.specVersion() + " has " + identity.shape()))
                : Future.succeededFuture();
    }

    private Future<Running> start(HypertensorChain chain, EpochClock clock, ReferenceModel model) {
        return chain.best()
                .compose(head -> ownNode(chain, head))
                .compose(node -> listen(node).compose(network -> {
                    StakeWatch watch = StakeWatch.of(
                            vertx,
                            chain,
                            options.subnet(),
                            clock,
                            options.endpoints(),
                            random,
                            options.stakeRule(),
                            options.stakeQuorum(),
                            gate);
                    ProcessBoard board = board(chain, clock);
                    return HttpSurface.listen(
                                    vertx,
                                    options.httpListen().host(),
                                    options.httpListen().port(),
                                    board,
                                    metrics,
                                    json)
                            .compose(http -> watch.start()
                                    .compose(known ->
                                            ValidatorService.start(parts(chain, clock, model, node, network, board)))
                                    .map(validator -> {
                                        report(chain, node, http);
                                        return new Running(chain, watch, validator, network, http);
                                    }));
                }));
    }

    private Future<SubnetNodeInfo> ownNode(HypertensorChain chain, Head head) {
        return chain.nodes(options.subnet(), head.hash())
                .map(nodes -> nodes.stream()
                        .filter(node -> node.hotkey()
                                .equals(Optional.of(options.hotkey().account())))
                        .findFirst()
                        .orElseThrow(() -> new ServiceException(
                                ServiceError.NODE_UNKNOWN,
                                "hotkey " + options.hotkey().account() + " in subnet " + options.subnet() + " with "
                                        + nodes.size() + " nodes")))
                .compose(node -> requireBalance(chain, head).map(enough -> requirePeer(node)));
    }

    private Future<Void> requireBalance(HypertensorChain chain, Head head) {
        return chain.balance(options.hotkey().account(), head.hash())
                .compose(balance -> balance.compareTo(LEAST_BALANCE) < 0
                        ? Future.failedFuture(new ServiceException(
                                ServiceError.HOTKEY_WITHOUT_BALANCE,
                                "hotkey " + options.hotkey().account() + " holds " + balance + " units"))
                        : Future.succeededFuture());
    }

    private SubnetNodeInfo requirePeer(SubnetNodeInfo node) {
        PeerId own = options.peerKey().peerId();
        List<PeerId> registered = Stream.of(Stream.of(node.peer()), node.bootnode().stream(), node.client().stream())
                .flatMap(infos -> infos)
                .map(PeerInfo::peerId)
                .flatMap(Optional::stream)
                .toList();
        if (!registered.contains(own)) {
            throw new ServiceException(
                    ServiceError.CONFIG_INVALID,
                    "the peer key is that of " + own + ", but node " + node.id() + " is registered with " + registered);
        }
        return node;
    }

    private Future<Libp2pNetwork> listen(SubnetNodeInfo node) {
        HostPort at = options.peersListen()
                .orElseGet(() -> new HostPort(
                        ALL_ADDRESSES,
                        node.peer()
                                .multiaddr()
                                .map(address -> address.tcpPort().orElse(0))
                                .orElse(0)));
        Libp2pNetwork network = new Libp2pNetwork(
                vertx,
                options.peerKey(),
                gate,
                PeerNetworkLimits.defaults(),
                metrics.peers().network(options.peerKey().peerId()),
                random);
        return network.listen(at.host(), at.port())
                .recover(failure -> Future.failedFuture(new ServiceException(
                        ServiceError.PORT_OCCUPIED, "peers (--listen): " + failure.getMessage(), failure)))
                .map(address -> {
                    progress.accept("peers      " + address);
                    return network;
                });
    }

    private ProcessBoard board(HypertensorChain chain, EpochClock clock) {
        ChainIdentity identity = chain.identity();
        return new ProcessBoard(new ProcessBoard.ChainLine(
                identity.chainName(),
                identity.genesis().toString(),
                identity.dialect().toString(),
                options.subnet().value(),
                clock.epochLength()));
    }

    private ValidatorService.Parts parts(
            HypertensorChain chain,
            EpochClock clock,
            ReferenceModel model,
            SubnetNodeInfo node,
            Libp2pNetwork network,
            ProcessBoard board) {
        return new ValidatorService.Parts(
                vertx,
                chain,
                options.subnet(),
                clock,
                node.id(),
                options.hotkey(),
                options.peerKey(),
                network,
                model,
                options.profiles(),
                options.policy(),
                options.foreign(),
                options.dataDirectory(),
                board,
                metrics,
                Clock.systemUTC(),
                System::nanoTime,
                random,
                STEP_DEADLINE);
    }

    private void report(HypertensorChain chain, SubnetNodeInfo node, HttpSurface http) {
        progress.accept("chain      " + chain.identity().chainName() + ", genesis "
                + chain.identity().genesis());
        progress.accept("validator  node " + node.id() + " of subnet " + options.subnet() + ", hotkey "
                + options.hotkey().account());
        progress.accept("http       " + options.httpListen().host() + ":" + http.port());
    }
}
