package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket from handshake to end, with its requests and subscriptions. Lives on one event loop. */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Reports that may overtake the answer that names their subscription. */
    private static final int MAX_EARLY = 64;

    /** Messages that are none, after which the endpoint is left. */
    private static final int MAX_GARBAGE = 64;

    /** What Netty gives as the status of an answer that is no HTTP. */
    private static final int NO_HTTP_STATUS = 600;

    /** A request without an answer. */
    private record Pending(String method, Promise<JsonNode> answer, long timer) {}

    private final Vertx vertx;
    private final Endpoint endpoint;
    private final RpcOptions options;
    private final Incoming.Codec codec;
    private final Promise<RpcException> end = Promise.promise();
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private final Map<String, Watch> watches = new HashMap<>();
    private final List<Incoming.Notification> early = new ArrayList<>();

    private @Nullable ClientWebSocket socket;
    private long keepAliveTimer = -1;
    private long lastId;
    private long received;
    private long receivedAtPing = -1;
    private int subscribing;
    private int garbage;
    private boolean ended;

    Connection(Vertx vertx, Endpoint endpoint, RpcOptions options, Incoming.Codec codec) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.options = options;
        this.codec = codec;
    }

    /** Connects; on failure the connection has ended. */
    Future<Void> open(WebSocketClient sockets) {
        ClientWebSocket opening = sockets.webSocket();
        opening.textMessageHandler(this::onMessage);
        opening.binaryMessageHandler(bytes -> onMessage(bytes.toString()));
        opening.pongHandler(pong -> received++);
        opening.exceptionHandler(cause -> end(broken("connection to " + endpoint + " broke: " + reason(cause))));
        opening.closeHandler(closed -> end(broken(endpoint + " closed the connection")));
        WebSocketConnectOptions target = new WebSocketConnectOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setSsl(endpoint.tls())
                .setURI(endpoint.path());
        // Nodes refuse browsers of unknown origin; a service has none.
        target.setAllowOriginHeader(false);
        // Later than the own limit below, so that a mute server's socket is not kept.
        target.setTimeout(options.connectTimeout().toMillis() + 1000);
        Future<WebSocket> connecting = opening.connect(target);
        connecting.onSuccess(opened -> {
            if (ended) {
                opened.close();
            }
        });
        return connecting
                .timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> {
                    RpcException failure = connectFailure(cause);
                    end(failure);
                    return Future.failedFuture(failure);
                })
                .compose(opened -> {
                    if (ended) {
                        return Future.failedFuture(broken(endpoint + " closed the connection"));
                    }
                    socket = opening;
                    keepAliveTimer = vertx.setPeriodic(options.keepAlive().toMillis(), tick -> keepAlive());
                    return Future.succeededFuture();
                });
    }

    /** Completes once, with the reason, when the connection has ended. */
    Future<RpcException> whenEnded() {
        return end.future();
    }

    /** Whether a node ever answered here. */
    boolean hasAnswered() {
        return received > 0;
    }

    Future<JsonNode> request(String method, List<?> params) {
        ClientWebSocket open = socket;
        if (open == null || ended) {
            return Future.failedFuture(broken("no connection to " + endpoint));
        }
        if (pending.size() >= options.maxPending()) {
            return Future.failedFuture(RpcException.of(
                    Kind.OVERLOADED,
                    pending.size() + " requests to " + endpoint + " are open; " + method + " not sent"));
        }
        long id = ++lastId;
        String message = codec.request(id, method, params);
        long receivedBefore = received;
        long timer = vertx.setTimer(options.requestDeadline().toMillis(), late -> onDeadline(id, receivedBefore));
        Promise<JsonNode> answer = Promise.promise();
        pending.put(id, new Pending(method, answer, timer));
        open.writeTextMessage(message)
                .onFailure(cause -> end(broken("writing to " + endpoint + " failed: " + reason(cause))));
        return answer.future();
    }

    /** Subscribes; the id of the subscription ends it. */
    Future<String> subscribe(RpcTopic topic, Watch watch) {
        if (watches.size() + subscribing >= options.maxSubscriptions()) {
            return Future.failedFuture(RpcException.of(
                    Kind.OVERLOADED, "no more than " + options.maxSubscriptions() + " subscriptions to " + endpoint));
        }
        subscribing++;
        return request(topic.subscribe(), topic.params())
                .compose(id -> {
                    if (!id.isTextual() && !id.isIntegralNumber()) {
                        return Future.failedFuture(RpcException.of(
                                Kind.MALFORMED, endpoint + " answers " + topic.subscribe() + " without an id"));
                    }
                    watches.put(id.asText(), watch);
                    deliverEarly(id.asText(), watch);
                    return Future.succeededFuture(id.asText());
                })
                .onComplete(done -> {
                    subscribing--;
                    if (subscribing == 0) {
                        early.clear();
                    }
                });
    }

    void unsubscribe(RpcTopic topic, String id) {
        if (watches.remove(id) != null && !ended) {
            request(topic.unsubscribe(), List.of(id))
                    .onFailure(cause -> LOG.debug("{} failed: {}", topic.unsubscribe(), cause.getMessage()));
        }
    }

    /** Ends the connection: open requests fail with this cause, watches are told. */
    void end(RpcException cause) {
        if (ended) {
            return;
        }
        ended = true;
        vertx.cancelTimer(keepAliveTimer);
        if (socket != null) {
            socket.close();
        }
        List<Pending> open = new ArrayList<>(pending.values());
        List<Watch> lost = new ArrayList<>(watches.values());
        pending.clear();
        watches.clear();
        early.clear();
        open.forEach(request -> vertx.cancelTimer(request.timer()));
        open.forEach(request -> request.answer().fail(cause));
        lost.forEach(watch -> watch.onLost(cause));
        end.complete(cause);
    }

    private void onMessage(String text) {
        if (ended) {
            return;
        }
        received++;
        Incoming message = codec.read(text);
        if (message instanceof Incoming.Result result) {
            answered(result.id(), request -> request.answer().complete(result.value()));
        } else if (message instanceof Incoming.Failure failure) {
            answered(
                    failure.id(),
                    request -> request.answer()
                            .fail(RpcException.remote(
                                    endpoint + " " + request.method(),
                                    failure.code(),
                                    failure.message(),
                                    failure.data())));
        } else if (message instanceof Incoming.Malformed malformed) {
            answered(
                    malformed.id(),
                    request -> request.answer()
                            .fail(RpcException.of(
                                    Kind.MALFORMED,
                                    endpoint + " answers " + request.method() + " with " + malformed.problem())));
        } else if (message instanceof Incoming.Notification notification) {
            notified(notification);
        } else if (message instanceof Incoming.Garbage nonsense) {
            ignored(nonsense.problem());
        }
    }

    /** One warning for each connection is enough: whoever sends nonsense can send any amount of it. */
    private void ignored(String problem) {
        garbage++;
        if (garbage == 1) {
            LOG.warn("{} sends what is no JSON-RPC message: {}", endpoint, problem);
        } else if (garbage > MAX_GARBAGE) {
            end(broken(endpoint + " sent " + garbage + " messages that are no JSON-RPC; dropped"));
        }
    }

    private void answered(long id, Consumer<Pending> action) {
        Pending request = pending.remove(id);
        if (request == null) {
            LOG.debug("{} answers a request that is not open: {}", endpoint, id);
            return;
        }
        vertx.cancelTimer(request.timer());
        action.accept(request);
    }

    private void notified(Incoming.Notification notification) {
        Watch watch = watches.get(notification.subscription());
        if (watch != null) {
            deliver(watch, notification.value());
        } else if (subscribing > 0 && early.size() < MAX_EARLY) {
            early.add(notification);
        }
    }

    private void deliverEarly(String id, Watch watch) {
        List<Incoming.Notification> waiting =
                early.stream().filter(note -> note.subscription().equals(id)).toList();
        early.removeAll(waiting);
        waiting.forEach(note -> deliver(watch, note.value()));
    }

    private static void deliver(Watch watch, JsonNode value) {
        try {
            watch.onEvent(value);
        } catch (RuntimeException e) {
            // A faulty listener must not take the connection of the others down.
            LOG.error("a subscription handler failed", e);
        }
    }

    private void onDeadline(long id, long receivedBefore) {
        Pending request = pending.remove(id);
        if (request == null) {
            return;
        }
        request.answer()
                .fail(RpcException.of(
                        Kind.DEADLINE,
                        endpoint + " did not answer " + request.method() + " within "
                                + options.requestDeadline().toMillis() + " ms"));
        if (received == receivedBefore) {
            end(broken("connection to " + endpoint + " is silent; dropped"));
        }
    }

    private void keepAlive() {
        ClientWebSocket open = socket;
        if (receivedAtPing == received || open == null) {
            end(broken("connection to " + endpoint + " is silent, no answer to a ping; dropped"));
            return;
        }
        receivedAtPing = received;
        open.writePing(Buffer.buffer("k"))
                .onFailure(cause -> end(broken("writing to " + endpoint + " failed: " + reason(cause))));
    }

    private RpcException connectFailure(Throwable cause) {
        if (cause instanceof UpgradeRejectedException rejected && rejected.getStatus() < NO_HTTP_STATUS) {
            return RpcException.of(
                    Kind.NOT_WEBSOCKET,
                    endpoint + " answers HTTP " + rejected.getStatus()
                            + " instead of WebSocket; check that host, port and path are those of a node's JSON-RPC");
        }
        if (cause instanceof TimeoutException) {
            return RpcException.of(
                    Kind.UNREACHABLE,
                    endpoint + " completed no WebSocket handshake within "
                            + options.connectTimeout().toMillis() + " ms; check the address and the firewall");
        }
        if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
            return RpcException.of(
                    Kind.UNREACHABLE,
                    endpoint + " cannot be reached (" + reason(cause)
                            + "); check the address and whether the node runs");
        }
        if (cause instanceof SSLException) {
            return RpcException.of(
                    Kind.UNREACHABLE,
                    endpoint + " does not speak TLS as wss:// needs it (" + reason(cause)
                            + "); check its certificate, or use ws://");
        }
        return RpcException.of(
                Kind.NOT_WEBSOCKET,
                endpoint + " did not complete a WebSocket handshake (" + reason(cause)
                        + "); check that it is the JSON-RPC port of a node");
    }

    private static RpcException broken(String message) {
        return RpcException.of(Kind.DISCONNECTED, message);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
