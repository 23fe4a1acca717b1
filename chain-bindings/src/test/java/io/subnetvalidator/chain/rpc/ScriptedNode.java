package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A node whose answers a test writes: a real WebSocket server on a free loopback port. */
public final class ScriptedNode implements AutoCloseable {

    /** What the node says to a request; returns the raw texts to send. */
    public interface Answer extends Function<Request, List<String>> {}

    /** A request as it arrived. */
    public record Request(long id, String method, JsonNode params) {}

    /** A subscription that a client made. */
    private record Live(ServerWebSocket socket, String method, String id) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 20;

    private final Vertx vertx;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final List<Live> live = new CopyOnWriteArrayList<>();
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Request> arrivals = new LinkedBlockingQueue<>();
    private final AtomicLong lastSubscription = new AtomicLong();

    private Optional<HttpServer> server = Optional.empty();
    private int port;

    private ScriptedNode(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts a node of the chain with this genesis hash. */
    public static ScriptedNode start(Vertx vertx, String genesis) {
        ScriptedNode node = new ScriptedNode(vertx);
        node.result("chain_getBlockHash", genesis);
        node.subscription("chain_subscribeNewHeads");
        node.subscription("chain_subscribeFinalizedHeads");
        node.result("chain_unsubscribeNewHeads", true);
        node.result("chain_unsubscribeFinalizedHeads", true);
        node.listen();
        return node;
    }

    /** Listens, again on the same port after {@link #stop()}. */
    public void listen() {
        HttpServer listening = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxWebSocketFrameSize(8 << 20)
                        .setMaxWebSocketMessageSize(8 << 20))
                .webSocketHandler(this::accept);
        await(listening.listen(port, "127.0.0.1"));
        port = listening.actualPort();
        server = Optional.of(listening);
    }

    /** Closes the port and all connections. */
    public void stop() {
        server.ifPresent(listening -> await(listening.close()));
        server = Optional.empty();
        sockets.clear();
        live.clear();
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", port, "/", false);
    }

    /** Answers a method with a fixed result. */
    public ScriptedNode result(String method, Object result) {
        return on(method, request -> List.of(resultText(request.id(), result)));
    }

    /** Answers a method with a result computed from its parameters. */
    public ScriptedNode compute(String method, Function<JsonNode, Object> result) {
        return on(method, request -> List.of(resultText(request.id(), result.apply(request.params()))));
    }

    public ScriptedNode error(String method, int code, String message, String data) {
        return on(method, request -> List.of(errorText(request.id(), code, message, data)));
    }

    /** Never answers the method. */
    public ScriptedNode silent(String method) {
        return on(method, request -> List.of());
    }

    /** Grants subscriptions made with the method. */
    public ScriptedNode subscription(String method) {
        answers.put(method, request -> List.of());
        return this;
    }

    public ScriptedNode on(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    /** Reports to everybody who subscribed with the method. */
    public void report(String method, Object result) {
        live.stream()
                .filter(one -> one.method().equals(method))
                .forEach(one -> one.socket().writeTextMessage(reportText(one.id(), result)));
    }

    /** Reports a best head with this number. */
    public void head(long number) {
        report("chain_subscribeNewHeads", Map.of("number", "0x" + Long.toHexString(number)));
    }

    /** Sends a text on every connection. */
    public void say(String text) {
        sockets.forEach(socket -> socket.writeTextMessage(text));
    }

    /** Breaks every connection without a closing handshake's delay. */
    public void cut() {
        List.copyOf(sockets).forEach(ServerWebSocket::close);
        sockets.clear();
        live.clear();
    }

    /** Waits for the next request of the method. */
    public Request awaitRequest(String method) {
        try {
            while (true) {
                Request next = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("no request " + method + "; seen: " + seen);
                }
                if (next.method().equals(method)) {
                    return next;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public long count(String method) {
        return seen.stream().filter(one -> one.method().equals(method)).count();
    }

    public List<Request> requests(String method) {
        return seen.stream().filter(one -> one.method().equals(method)).toList();
    }

    public static String resultText(long id, Object result) {
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id);
        message.set("result", JSON.valueToTree(result));
        return message.toString();
    }

    public static String errorText(long id, int code, String text, String data) {
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id);
        message.putObject("error").put("code", code).put("message", text).put("data", data);
        return message.toString();
    }

    public static String reportText(String subscription, Object result) {
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("method", "report");
        message.putObject("params").put("subscription", subscription).set("result", JSON.valueToTree(result));
        return message.toString();
    }

    public static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("not completed in " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** The failure of a future that must fail. */
    public static Throwable failure(io.vertx.core.Future<?> future) {
        return await(future.map(value -> (Throwable) new AssertionError("completed with " + value))
                .otherwise(cause -> cause));
    }

    @Override
    public void close() {
        stop();
    }

    private void accept(ServerWebSocket socket) {
        sockets.add(socket);
        socket.closeHandler(closed -> {
            sockets.remove(socket);
            live.removeIf(one -> one.socket() == socket);
        });
        socket.textMessageHandler(text -> receive(socket, text));
    }

    private void receive(ServerWebSocket socket, String text) {
        Request request = parse(text);
        Answer answer = answers.get(request.method());
        if (answer == null) {
            socket.writeTextMessage(errorText(request.id(), -32601, "Method not found", request.method()));
        } else {
            List<String> texts = answer.apply(request);
            if (texts.isEmpty()
                    && request.method().toLowerCase(java.util.Locale.ROOT).contains("subscribe")) {
                grant(socket, request);
            }
            texts.forEach(socket::writeTextMessage);
        }
        seen.add(request);
        arrivals.add(request);
    }

    private void grant(ServerWebSocket socket, Request request) {
        String id = "s" + lastSubscription.incrementAndGet();
        socket.writeTextMessage(resultText(request.id(), id));
        live.add(new Live(socket, request.method(), id));
    }

    private static Request parse(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            return new Request(
                    message.path("id").asLong(), message.path("method").asText(), message.path("params"));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("the client sent no JSON: " + text, e);
        }
    }
}
