package io.subnetvalidator.core.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.view.Board;
import io.subnetvalidator.core.view.ServiceView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The read-only HTTP surface; binds to loopback unless told otherwise. */
public final class HttpSurface {

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final long PUSH_INTERVAL_MS = 1000;
    private static final int MAX_EVENT_STREAMS = 32;
    private static final int MAX_CONNECTIONS = 256;
    private static final int MISDIRECTED = 421;
    private static final String LOCALHOST = "localhost";

    /** An IPv4 or IPv6 address in a URL; no name of a site looks like this. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*\\]?");

    private static final List<String> DASHBOARD_FILES = List.of("index.html", "dashboard.js", "dashboard.css");

    private final Vertx vertx;
    private final Board board;
    private final ServiceMetrics metrics;
    private final ObjectMapper json;
    private final HttpServer server;
    private final boolean loopbackOnly;
    private int openStreams;
    private int openConnections;

    /** Open connections without a request in work, the longest idle one first. */
    private final Set<HttpConnection> idle = new LinkedHashSet<>();

    private HttpSurface(Vertx vertx, String host, Board board, ServiceMetrics metrics, ObjectMapper json) {
        this.vertx = vertx;
        this.loopbackOnly = isLoopback(host);
        this.board = board;
        this.metrics = metrics;
        this.json = json;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setMaxInitialLineLength(2048)
                .setMaxHeaderSize(8192)
                .setIdleTimeout(120)
                // Otherwise a connection counts, and may be closed for idleness, only after its first bytes.
                .setHttp2ClearTextEnabled(false));
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any free port
     * @return fails with {@link ServiceError#PORT_OCCUPIED} when the port is taken
     */
    public static Future<HttpSurface> listen(
            Vertx vertx, String host, int port, Board board, ServiceMetrics metrics, ObjectMapper json) {
        HttpSurface surface = new HttpSurface(vertx, host, board, metrics, json);
        return surface.server
                .connectionHandler(surface::connected)
                .requestHandler(surface.router())
                .listen(port, host)
                .recover(failure -> Future.failedFuture(listenFailure(host, port, failure)))
                .map(surface);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private static Throwable listenFailure(String host, int port, Throwable failure) {
        boolean bind = failure instanceof BindException || failure.getCause() instanceof BindException;
        return bind
                ? new ServiceException(
                        ServiceError.PORT_OCCUPIED, "HTTP cannot listen on " + host + ":" + port, failure)
                : failure;
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(this::busyUntilAnswered);
        router.route().handler(HttpSurface::securityHeaders);
        router.route().handler(this::requireLocalName);
        router.get("/livez").handler(context -> context.response().end("alive\n"));
        router.get("/readyz").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        router.get("/api/v1/status").handler(view(service -> service));
        router.get("/api/v1/epochs").handler(view(ServiceView::epochs));
        router.get("/api/v1/epochs/:epoch").handler(one("epoch", this::epoch));
        router.get("/api/v1/nodes").handler(view(ServiceView::nodes));
        router.get("/api/v1/nodes/:id").handler(one("id", this::node));
        router.get("/api/v1/swarm").handler(this::swarm);
        router.get("/api/v1/proofs").handler(view(ServiceView::proofs));
        router.get("/api/v1/proofs/:digest").handler(this::proof);
        router.get("/api/v1/events").handler(this::events);
        router.get("/").handler(context -> file(context, "index.html"));
        for (String name : DASHBOARD_FILES) {
            router.get("/" + name).handler(context -> file(context, name));
        }
        router.errorHandler(404, context -> problem(context, 404, "There is nothing at this address."));
        return router;
    }

    private static void securityHeaders(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
        context.next();
    }

    /** When connections are used up, the one that has gone without a request for longest gives way to the newcomer. */
    private void connected(HttpConnection connection) {
        openConnections++;
        idle.add(connection);
        connection.closeHandler(closed -> {
            openConnections--;
            idle.remove(connection);
        });
        if (openConnections > MAX_CONNECTIONS) {
            idle.iterator().next().close();
        }
    }

    private void busyUntilAnswered(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        if (idle.remove(connection)) {
            context.response().endHandler(answered -> idle.add(connection));
        }
        context.next();
    }

    /**
     * On loopback only this machine is served, but a page of any site in a browser here could ask by a name of that site that leads
     * to loopback. An address and {@code localhost} cannot be made to lead elsewhere.
     */
    private void requireLocalName(RoutingContext context) {
        HostAndPort asked = context.request().authority();
        if (loopbackOnly && asked != null && !isLocal(asked.host())) {
            problem(context, MISDIRECTED, "This service answers on loopback to 127.0.0.1, [::1] and localhost only.");
            return;
        }
        context.next();
    }

    private static boolean isLocal(String name) {
        return name.equalsIgnoreCase(LOCALHOST) || ADDRESS.matcher(name).matches();
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase(LOCALHOST) || host.equals("::1") || host.startsWith("127.");
    }

    private void ready(RoutingContext context) {
        ServiceView view = board.current();
        context.response()
                .setStatusCode(view.ready() ? 200 : 503)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(view.ready() ? "ready\n" : "not ready\n" + String.join("\n", view.missing()) + "\n");
    }

    private void metrics(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", ServiceMetrics.CONTENT_TYPE)
                .end(Buffer.buffer(metrics.expose()));
    }

    private io.vertx.core.Handler<RoutingContext> view(Function<ServiceView, Object> part) {
        return context -> sendJson(context.response(), part.apply(board.current()));
    }

    private io.vertx.core.Handler<RoutingContext> one(String parameter, Function<Long, Optional<?>> find) {
        return context -> {
            Optional<?> found;
            try {
                found = find.apply(Long.parseLong(context.pathParam(parameter)));
            } catch (NumberFormatException e) {
                problem(context, 400, "'" + context.pathParam(parameter) + "' is not a number.");
                return;
            }
            found.ifPresentOrElse(
                    value -> sendJson(context.response(), value),
                    () -> problem(context, 404, "No " + parameter + " " + context.pathParam(parameter) + " is known."));
        };
    }

    private Optional<?> epoch(long number) {
        return board.current().epochs().stream()
                .filter(e -> e.epoch() == number)
                .findFirst();
    }

    private Optional<?> node(long id) {
        return board.current().nodes().stream().filter(n -> n.id() == id).findFirst();
    }

    private void swarm(RoutingContext context) {
        board.current()
                .swarm()
                .ifPresentOrElse(
                        swarm -> sendJson(context.response(), swarm),
                        () -> problem(context, 404, "The model that the nodes serve is not known yet."));
    }

    private void proof(RoutingContext context) {
        board.proof(context.pathParam("digest"))
                .ifPresentOrElse(
                        bytes -> context.response()
                                .putHeader("Content-Type", "application/octet-stream")
                                .end(Buffer.buffer(bytes)),
                        () -> problem(context, 404, "No proof with this digest is held."));
    }

    private void events(RoutingContext context) {
        if (openStreams >= MAX_EVENT_STREAMS) {
            problem(context, 503, "Too many event streams are open.");
            return;
        }
        openStreams++;
        HttpServerResponse response = context.response();
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        long timer = vertx.setPeriodic(0, PUSH_INTERVAL_MS, id -> {
            // A reader that does not keep up gets fewer snapshots, never a growing queue.
            if (!response.writeQueueFull()) {
                response.write("event: status\ndata: " + text(board.current()) + "\n\n");
            }
        });
        response.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            openStreams--;
        });
    }

    private void file(RoutingContext context, String name) {
        String type = name.endsWith(".js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "text/html";
        context.response().putHeader("Content-Type", type + "; charset=utf-8").sendFile("dashboard/" + name);
    }

    private void sendJson(HttpServerResponse response, Object value) {
        response.putHeader("Content-Type", "application/json").end(text(value));
    }

    private void problem(RoutingContext context, int status, String detail) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(text(Map.of("status", status, "detail", detail)));
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view cannot be written as JSON: " + value.getClass(), e);
        }
    }
}
