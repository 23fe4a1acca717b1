package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC to one endpoint. Connects again after every loss, waiting longer after every failure, until it is closed.
 * Without a connection requests fail at once with {@link Kind#DISCONNECTED}.
 */
public final class RpcClient implements Rpc {

    private static final Logger LOG = LoggerFactory.getLogger(RpcClient.class);

    /** Examines every new connection before anything else may use it; a failure ends the connection. */
    @FunctionalInterface
    public interface Handshake {
        Future<Void> greet(Ask ask);
    }

    /** Sends one request on the connection under examination. */
    @FunctionalInterface
    public interface Ask {
        Future<JsonNode> request(String method, List<?> params);
    }

    /** Hears of usable and lost connections. */
    public interface Listener {
        void up();

        void down(RpcException cause);
    }

    private final Vertx vertx;
    private final Context context;
    private final Endpoint endpoint;
    private final RpcOptions options;
    private final RandomGenerator random;
    private final Handshake handshake;
    private final Listener listener;
    private final Incoming.Codec codec;
    // Vert.x closes clients that nobody refers to.
    private final WebSocketClient sockets;
    private final Set<Durable> durables = new LinkedHashSet<>();

    private @Nullable Connection connection;
    private @Nullable Connection opening;
    private RpcException lastFailure;
    private int failures;
    private long retryTimer = -1;
    private boolean closed;

    /**
     * Makes a client that examines nothing.
     *
     * @param random source of the jitter between attempts
     */
    public RpcClient(Vertx vertx, Endpoint endpoint, RpcOptions options, RandomGenerator random) {
        this(
                vertx,
                vertx.getOrCreateContext(),
                endpoint,
                options,
                random,
                ask -> Future.succeededFuture(),
                new Listener() {
                    @Override
                    public void up() {}

                    @Override
                    public void down(RpcException cause) {}
                });
    }

    RpcClient(
            Vertx vertx,
            Context context,
            Endpoint endpoint,
            RpcOptions options,
            RandomGenerator random,
            Handshake handshake,
            Listener listener) {
        this.vertx = vertx;
        this.context = context;
        this.endpoint = endpoint;
        this.options = options;
        this.random = random;
        this.handshake = handshake;
        this.listener = listener;
        this.codec = new Incoming.Codec(options.maxMessageBytes());
        this.lastFailure = RpcException.of(Kind.DISCONNECTED, "not yet connected to " + endpoint);
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout((int) options.connectTimeout().toMillis())
                .setMaxFrameSize(options.maxMessageBytes())
                .setMaxMessageSize(options.maxMessageBytes()));
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Begins to connect. The future tells how the first attempt went; after a failure further attempts follow. */
    public Future<Void> open() {
        return onLoop(this::connect);
    }

    @Override
    public Future<JsonNode> request(String method, Object... params) {
        List<Object> list = new ArrayList<>(Arrays.asList(params));
        return onLoop(() -> {
            Connection live = connection;
            return live == null ? Future.failedFuture(absent()) : live.request(method, list);
        });
    }

    @Override
    public RpcSubscription subscribe(RpcTopic topic, Consumer<JsonNode> handler) {
        Durable durable = new Durable(topic, handler);
        context.runOnContext(start -> durable.begin());
        return durable;
    }

    @Override
    public Future<RpcSubscription> watch(RpcTopic topic, Watch watch) {
        return onLoop(() -> {
            Connection live = connection;
            return live == null
                    ? Future.failedFuture(absent())
                    : live.subscribe(topic, watch).map(id -> new Once(live, topic, id));
        });
    }

    @Override
    public Future<Void> close() {
        return onLoop(() -> {
            closed = true;
            vertx.cancelTimer(retryTimer);
            lastFailure = RpcException.of(Kind.CLOSED, "the client of " + endpoint + " is closed");
            List.copyOf(durables).forEach(durable -> durable.first.tryFail(lastFailure));
            durables.clear();
            if (opening != null) {
                opening.end(lastFailure);
            }
            if (connection != null) {
                connection.end(lastFailure);
            }
            return sockets.close();
        });
    }

    /** Ends the present connection as if it had broken, for owners that know it to be useless. */
    void drop(String reason) {
        if (connection != null) {
            connection.end(RpcException.of(Kind.DISCONNECTED, reason));
        }
    }

    private RpcException absent() {
        return switch (lastFailure.kind()) {
            case CLOSED -> lastFailure;
            default -> RpcException.of(Kind.DISCONNECTED, "no connection: " + lastFailure.getMessage());
        };
    }

    private Future<Void> connect() {
        if (closed) {
            return Future.failedFuture(lastFailure);
        }
        Connection attempt = new Connection(vertx, endpoint, options, codec);
        opening = attempt;
        return attempt.open(sockets)
                .compose(open -> handshake.greet(attempt::request))
                .onComplete(done -> {
                    opening = null;
                    if (done.failed()) {
                        RpcException cause = done.cause() instanceof RpcException rpc
                                ? rpc
                                : RpcException.of(
                                        Kind.MALFORMED, endpoint + " failed the examination: " + done.cause());
                        attempt.end(cause);
                        lost(cause);
                    } else {
                        live(attempt);
                    }
                });
    }

    private void live(Connection made) {
        if (closed) {
            made.end(lastFailure);
            return;
        }
        if (made.whenEnded().isComplete()) {
            lost(made.whenEnded().result());
            return;
        }
        connection = made;
        LOG.debug("connected to {}", endpoint);
        made.whenEnded().onSuccess(cause -> {
            connection = null;
            if (made.hasAnswered()) {
                failures = 0;
            }
            lost(cause);
        });
        List.copyOf(durables).forEach(durable -> durable.resume(made));
        listener.up();
    }

    private void lost(RpcException cause) {
        if (closed) {
            return;
        }
        lastFailure = cause;
        failures++;
        long wait = options.backoff().delay(failures, random).toMillis();
        LOG.debug("{}; next attempt in {} ms", cause.getMessage(), wait);
        retryTimer = vertx.setTimer(Math.max(1, wait), again -> connect());
        listener.down(cause);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        if (Vertx.currentContext() == context) {
            return action.get();
        }
        Promise<T> promise = Promise.promise();
        context.runOnContext(run -> action.get().onComplete(promise));
        return promise.future();
    }

    /** A subscription on one connection. */
    private final class Once implements RpcSubscription {
        private final Connection on;
        private final RpcTopic topic;
        private final String id;

        Once(Connection on, RpcTopic topic, String id) {
            this.on = on;
            this.topic = topic;
            this.id = id;
        }

        @Override
        public Future<Void> established() {
            return Future.succeededFuture();
        }

        @Override
        public void cancel() {
            context.runOnContext(run -> on.unsubscribe(topic, id));
        }
    }

    /** A subscription that is made again on every connection. */
    private final class Durable implements RpcSubscription {
        private final RpcTopic topic;
        private final Consumer<JsonNode> handler;
        private final Promise<Void> first = Promise.promise();
        private Runnable release = () -> {};
        private boolean cancelled;

        Durable(RpcTopic topic, Consumer<JsonNode> handler) {
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
                durables.remove(this);
                release.run();
            });
        }

        void begin() {
            if (closed) {
                first.fail(lastFailure);
                return;
            }
            if (cancelled) {
                return;
            }
            durables.add(this);
            if (connection != null) {
                resume(connection);
            }
        }

        void resume(Connection live) {
            Watch watch = new Watch() {
                @Override
                public void onEvent(JsonNode event) {
                    if (!cancelled) {
                        handler.accept(event);
                    }
                }

                @Override
                public void onLost(RpcException cause) {
                    release = () -> {};
                }
            };
            live.subscribe(topic, watch)
                    .onSuccess(id -> {
                        if (cancelled) {
                            live.unsubscribe(topic, id);
                            return;
                        }
                        release = () -> live.unsubscribe(topic, id);
                        first.tryComplete();
                    })
                    .onFailure(cause -> refused(live, cause));
        }

        private void refused(Connection live, Throwable cause) {
            Kind kind = cause instanceof RpcException rpc ? rpc.kind() : Kind.MALFORMED;
            if (kind == Kind.DISCONNECTED) {
                return;
            }
            if (kind != Kind.DEADLINE && first.tryFail(cause)) {
                durables.remove(this);
                return;
            }
            // No answer, or it was granted here before: the connection is what is wrong.
            live.end(RpcException.of(
                    Kind.DISCONNECTED, endpoint + " does not grant " + topic.subscribe() + ": " + cause.getMessage()));
        }
    }
}
