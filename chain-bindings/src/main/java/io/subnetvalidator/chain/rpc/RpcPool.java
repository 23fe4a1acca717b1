package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException.Kind;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC to the first healthy of several endpoints of one chain. A healthy endpoint is kept; one that is lost, stuck or
 * failing is left for the next one, taking the subscriptions along. Endpoints of another chain are refused.
 */
public final class RpcPool implements Rpc {

    private static final Logger LOG = LoggerFactory.getLogger(RpcPool.class);

    private final Vertx vertx;
    private final Context context;
    private final PoolOptions options;
    private final LongSupplier nanoTime;
    private final Genesis genesis;
    private final List<PoolMember> members;
    private final Set<Moving> subscriptions = new LinkedHashSet<>();
    private final Promise<Void> usable = Promise.promise();

    private @Nullable PoolMember active;
    private long checkTimer = -1;
    private boolean closed;

    /**
     * Makes a pool.
     *
     * @param endpoints in order of preference, at least one
     * @param expectedGenesis hash of block 0 that every endpoint must have; that of the first endpoint when empty
     * @param random source of the jitter between connection attempts
     * @param nanoTime monotonic time in nanoseconds, for the age of heads
     */
    public RpcPool(
            Vertx vertx,
            List<Endpoint> endpoints,
            RpcOptions rpcOptions,
            PoolOptions options,
            Optional<Hash256> expectedGenesis,
            RandomGenerator random,
            LongSupplier nanoTime) {
        if (endpoints.isEmpty() || Set.copyOf(endpoints).size() != endpoints.size()) {
            throw new IllegalArgumentException("a pool needs at least one endpoint, each once, but has " + endpoints);
        }
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.nanoTime = nanoTime;
        this.genesis = new Genesis(endpoints, expectedGenesis);
        this.members = IntStream.range(0, endpoints.size())
                .mapToObj(i -> member(i, endpoints.get(i), rpcOptions, random))
                .toList();
    }

    private PoolMember member(int index, Endpoint endpoint, RpcOptions rpcOptions, RandomGenerator random) {
        PoolMember member = new PoolMember(options, nanoTime);
        member.attach(new RpcClient(
                vertx,
                context,
                endpoint,
                rpcOptions,
                random,
                ask -> genesis.greet(index, ask),
                new RpcClient.Listener() {
                    @Override
                    public void up() {
                        member.up();
                        review();
                        usable.tryComplete();
                    }

                    @Override
                    public void down(RpcException cause) {
                        if (cause.kind() == Kind.OTHER_CHAIN && !member.isRefused()) {
                            LOG.error("{}", cause.getMessage());
                        }
                        member.down(cause);
                        review();
                    }
                }));
        return member;
    }

    /**
     * Connects. Completes when one endpoint can be used; fails when the first attempt of every endpoint failed, while
     * further attempts go on until the pool is closed.
     */
    public Future<Void> open() {
        return onLoop(() -> {
            checkTimer = vertx.setPeriodic(options.checkEvery().toMillis(), tick -> review());
            List<Future<Void>> firsts = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                int index = i;
                PoolMember member = members.get(i);
                member.client().subscribe(RpcTopic.newHeads(), member::head);
                firsts.add(member.client().open().onFailure(cause -> genesis.failed(index)));
            }
            Future.join(firsts).onFailure(first -> {
                if (members.stream().noneMatch(PoolMember::isUp)) {
                    usable.tryFail(noneUsable());
                }
            });
            return usable.future();
        });
    }

    /** Genesis hash of the chain; completes with the first usable endpoint. */
    public Future<Hash256> genesis() {
        return genesis.reference();
    }

    /** State of every endpoint, in order of preference. */
    public Future<List<EndpointStatus>> status() {
        return onLoop(() -> Future.succeededFuture(
                members.stream().map(member -> member.status(member == active)).toList()));
    }

    /**
     * Asks the active endpoint. A read that fails for reasons of transport is asked once of every other connected
     * endpoint; a submission is not, since the first endpoint may have it.
     */
    @Override
    public Future<JsonNode> request(String method, Object... params) {
        return onLoop(() -> {
            List<PoolMember> candidates = candidates();
            int tries = method.startsWith("author_") ? Math.min(1, candidates.size()) : candidates.size();
            return ask(candidates.subList(0, tries), method, params);
        });
    }

    @Override
    public RpcSubscription subscribe(RpcTopic topic, Consumer<JsonNode> handler) {
        Moving moving = new Moving(topic, handler);
        context.runOnContext(start -> moving.begin());
        return moving;
    }

    @Override
    public Future<RpcSubscription> watch(RpcTopic topic, Watch watch) {
        return onLoop(() -> {
            PoolMember member = active;
            return member == null
                    ? Future.failedFuture(noneUsable())
                    : member.client().watch(topic, watch);
        });
    }

    @Override
    public Future<Void> close() {
        return onLoop(() -> {
            closed = true;
            vertx.cancelTimer(checkTimer);
            active = null;
            RpcException cause = RpcException.of(Kind.CLOSED, "the pool is closed");
            usable.tryFail(cause);
            List.copyOf(subscriptions).forEach(moving -> moving.first.tryFail(cause));
            subscriptions.clear();
            return Future.join(members.stream()
                            .map(member -> member.client().close())
                            .toList())
                    .mapEmpty();
        });
    }

    private Future<JsonNode> ask(List<PoolMember> candidates, String method, Object[] params) {
        if (candidates.isEmpty()) {
            return Future.failedFuture(noneUsable());
        }
        PoolMember member = candidates.get(0);
        return member.client()
                .request(method, params)
                .onSuccess(answer -> member.succeeded())
                .recover(cause -> {
                    if (!(cause instanceof RpcException rpc) || !rpc.kind().isTransport()) {
                        return Future.failedFuture(cause);
                    }
                    member.failed();
                    review();
                    List<PoolMember> others = candidates.subList(1, candidates.size());
                    return others.isEmpty() ? Future.failedFuture(cause) : ask(others, method, params);
                });
    }

    /** The active endpoint, then the other connected ones, healthy ones first. */
    private List<PoolMember> candidates() {
        long bestHead = bestHead();
        Stream<PoolMember> others = members.stream()
                .filter(member -> member != active && member.isUp())
                .sorted((a, b) -> Boolean.compare(b.isHealthy(bestHead), a.isHealthy(bestHead)));
        return Stream.concat(Stream.ofNullable(active), others).toList();
    }

    private void review() {
        if (closed) {
            return;
        }
        long bestHead = bestHead();
        members.forEach(member -> member.observe(bestHead));
        PoolMember present = active;
        if (present != null && present.isHealthy(bestHead)) {
            members.subList(0, members.indexOf(present)).stream()
                    .filter(PoolMember::isProven)
                    .findFirst()
                    .ifPresent(preferred -> move(preferred, "is healthy again"));
            return;
        }
        Optional<PoolMember> next = members.stream()
                .filter(member -> member != present && member.isHealthy(bestHead))
                .findFirst();
        if (next.isEmpty() && (present == null || !present.isUp())) {
            // Better an endpoint in bad health than none.
            next = members.stream()
                    .filter(member -> member != present && member.isUp())
                    .findFirst();
        }
        if (present != null && next.isPresent()) {
            present.rest();
        }
        next.ifPresent(member -> move(member, present == null ? "is connected" : "replaces " + present.problem()));
    }

    private void move(PoolMember to, String why) {
        LOG.info("using {}: it {}", to.client().endpoint(), why);
        active = to;
        List.copyOf(subscriptions).forEach(moving -> moving.moveTo(to.client()));
    }

    private long bestHead() {
        return members.stream()
                .filter(PoolMember::isUp)
                .mapToLong(PoolMember::headNumber)
                .max()
                .orElse(-1);
    }

    private RpcException noneUsable() {
        if (closed) {
            return RpcException.of(Kind.CLOSED, "the pool is closed");
        }
        List<RpcException> causes = members.stream()
                .map(PoolMember::lastFailure)
                .flatMap(Optional::stream)
                .toList();
        String text = causes.stream().map(RpcException::getMessage).collect(Collectors.joining("; "));
        Kind kind = causes.isEmpty() ? Kind.DISCONNECTED : causes.get(0).kind();
        return RpcException.of(kind, causes.size() == 1 ? text : "no endpoint can be used: " + text);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        if (Vertx.currentContext() == context) {
            return action.get();
        }
        Promise<T> promise = Promise.promise();
        context.runOnContext(run -> action.get().onComplete(promise));
        return promise.future();
    }

    /** A subscription that follows the active endpoint. */
    private final class Moving implements RpcSubscription {
        private final RpcTopic topic;
        private final Consumer<JsonNode> handler;
        private final Promise<Void> first = Promise.promise();
        private @Nullable RpcSubscription present;
        private boolean cancelled;

        Moving(RpcTopic topic, Consumer<JsonNode> handler) {
            this.topic = topic;
            this.handler = handler;
        }

        @Override
        public Future<Void> established() {
            return first.future();
        }

        @Override
        public void cancel() {
            context.runOnContext(run -> {
                cancelled = true;
                subscriptions.remove(this);
                if (present != null) {
                    present.cancel();
                }
            });
        }

        void begin() {
            if (cancelled || closed) {
                first.tryFail(RpcException.of(Kind.CLOSED, "subscription ended before it began"));
                return;
            }
            subscriptions.add(this);
            if (active != null) {
                moveTo(active.client());
            }
        }

        void moveTo(RpcClient client) {
            if (present != null) {
                present.cancel();
            }
            RpcSubscription next = client.subscribe(topic, event -> {
                if (!cancelled) {
                    handler.accept(event);
                }
            });
            present = next;
            next.established().onSuccess(done -> first.tryComplete()).onFailure(cause -> {
                LOG.warn("{} refuses {}: {}", client.endpoint(), topic.subscribe(), cause.getMessage());
                first.tryFail(cause);
            });
        }
    }

    /** Whether the endpoint reported a head number. */
    static OptionalLong number(long headNumber) {
        return headNumber < 0 ? OptionalLong.empty() : OptionalLong.of(headNumber);
    }
}
