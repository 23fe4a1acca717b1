package io.subnetvalidator.chain.rpc;

import static io.subnetvalidator.chain.rpc.ScriptedNode.await;
import static io.subnetvalidator.chain.rpc.ScriptedNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcClientTest {

    private static final String GENESIS = "0x" + "45".repeat(32);
    private static final RpcOptions OPTIONS = RpcOptions.defaults()
            .withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)))
            .withMaxMessageBytes(64 << 10);

    private final Vertx vertx = Vertx.vertx();
    private final List<RpcClient> clients = new ArrayList<>();
    private ScriptedNode node;

    @BeforeEach
    void start() {
        node = ScriptedNode.start(vertx, GENESIS);
    }

    @AfterEach
    void stop() {
        clients.forEach(client -> await(client.close()));
        node.close();
        await(vertx.close());
    }

    @Test
    void a_request_gets_its_own_answer_even_when_answers_come_in_another_order() {
        List<ScriptedNode.Request> held = new ArrayList<>();
        node.on("echo", request -> {
            held.add(request);
            if (held.size() < 3) {
                return List.of();
            }
            return List.of(2, 0, 1).stream()
                    .map(i -> ScriptedNode.resultText(
                            held.get(i).id(), held.get(i).params().get(0)))
                    .toList();
        });
        RpcClient client = open(OPTIONS);

        List<Future<JsonNode>> answers =
                List.of(client.request("echo", "a"), client.request("echo", "b"), client.request("echo", "c"));

        assertThat(answers.stream().map(answer -> await(answer).asText())).containsExactly("a", "b", "c");
    }

    @Test
    void an_error_of_the_node_keeps_its_code_words_and_details() {
        node.error("author_submitExtrinsic", 1010, "Invalid Transaction", "Transaction is outdated");
        RpcClient client = open(OPTIONS);

        rpcFailure(client.request("author_submitExtrinsic", "0x00")).satisfies(cause -> {
            RpcException error = (RpcException) cause;
            assertThat(error.kind()).isEqualTo(Kind.REMOTE);
            assertThat(error.code()).isEqualTo(1010);
            assertThat(error.remoteMessage()).isEqualTo("Invalid Transaction");
            assertThat(error.data()).isEqualTo("Transaction is outdated");
            assertThat(error)
                    .hasMessageContaining("author_submitExtrinsic")
                    .hasMessageContaining(node.endpoint().toString());
        });
    }

    @Test
    void a_request_without_an_answer_fails_at_its_deadline_and_the_next_one_works() {
        node.silent("slow").result("quick", 7);
        RpcClient client = open(OPTIONS.withRequestDeadline(Duration.ofMillis(200)));

        Future<JsonNode> slow = client.request("slow");
        assertThat(await(client.request("quick")).asInt()).isEqualTo(7);

        assertKind(slow, Kind.DEADLINE);
        assertThat(await(client.request("quick")).asInt()).isEqualTo(7);
        assertThat(node.count("slow")).isEqualTo(1);
    }

    @Test
    void a_connection_on_which_nothing_arrives_is_dropped_and_made_again() {
        node.silent("slow").result("quick", 7);
        RpcClient client = open(OPTIONS.withRequestDeadline(Duration.ofMillis(100)));
        BlockingQueue<JsonNode> heads = new LinkedBlockingQueue<>();
        await(client.subscribe(RpcTopic.newHeads(), heads::add).established());
        node.awaitRequest("chain_subscribeNewHeads");

        assertKind(client.request("slow"), Kind.DEADLINE);

        node.awaitRequest("chain_subscribeNewHeads");
        node.head(9);
        assertThat(HeaderNumber.of(next(heads))).isEqualTo(9);
    }

    @Test
    void open_requests_fail_at_once_when_the_connection_breaks() {
        node.silent("slow");
        RpcClient client = open(OPTIONS);
        Future<JsonNode> slow = client.request("slow");
        node.awaitRequest("slow");

        node.cut();

        assertKind(slow, Kind.DISCONNECTED);
    }

    @Test
    void a_subscription_survives_the_loss_of_the_connection_and_of_the_node() {
        RpcClient client = open(OPTIONS);
        BlockingQueue<JsonNode> heads = new LinkedBlockingQueue<>();
        await(client.subscribe(RpcTopic.newHeads(), heads::add).established());
        node.awaitRequest("chain_subscribeNewHeads");
        node.head(1);
        assertThat(HeaderNumber.of(next(heads))).isEqualTo(1);

        node.cut();
        node.awaitRequest("chain_subscribeNewHeads");
        node.head(2);
        assertThat(HeaderNumber.of(next(heads))).isEqualTo(2);

        node.stop();
        assertKind(client.request("quick"), Kind.DISCONNECTED);
        node.listen();
        node.awaitRequest("chain_subscribeNewHeads");
        node.head(3);
        assertThat(HeaderNumber.of(next(heads))).isEqualTo(3);
        assertThat(heads).isEmpty();
    }

    @Test
    void a_cancelled_subscription_is_ended_at_the_node_and_not_made_again() {
        node.result("quick", 7);
        RpcClient client = open(OPTIONS);
        BlockingQueue<JsonNode> heads = new LinkedBlockingQueue<>();
        RpcSubscription subscription = client.subscribe(RpcTopic.newHeads(), heads::add);
        await(subscription.established());

        subscription.cancel();
        assertThat(node.awaitRequest("chain_unsubscribeNewHeads")
                        .params()
                        .get(0)
                        .asText())
                .startsWith("s");
        node.cut();
        retryUntilConnected(client);

        assertThat(node.count("chain_subscribeNewHeads")).isEqualTo(1);
        assertThat(heads).isEmpty();
    }

    @Test
    void a_one_time_subscription_tells_of_the_loss_and_is_not_made_again() throws InterruptedException {
        node.result("quick", 7)
                .on(
                        "author_submitAndWatchExtrinsic",
                        request -> List.of(
                                // The first report overtakes the answer that names the subscription.
                                ScriptedNode.reportText("w1", "ready"), ScriptedNode.resultText(request.id(), "w1")));
        RpcClient client = open(OPTIONS);
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Watch watch = new Watch() {
            @Override
            public void onEvent(JsonNode event) {
                events.add(event.asText());
            }

            @Override
            public void onLost(RpcException cause) {
                events.add("lost: " + cause.kind());
            }
        };

        await(client.watch(RpcTopic.submitAndWatch("0x00"), watch));
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("ready");
        node.cut();
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("lost: DISCONNECTED");
        retryUntilConnected(client);

        assertThat(node.count("author_submitAndWatchExtrinsic")).isEqualTo(1);
    }

    @Test
    void a_subscription_that_the_node_refuses_says_so() {
        node.error("chain_subscribeNewHeads", -32601, "Method not found", "no heads here");
        RpcClient client = open(OPTIONS);

        assertKind(client.subscribe(RpcTopic.newHeads(), head -> {}).established(), Kind.REMOTE);
    }

    @Test
    void nonsense_from_the_node_is_ignored_and_the_connection_goes_on() {
        node.result("quick", 7);
        RpcClient client = open(OPTIONS);

        for (String nonsense : List.of(
                "",
                "hello",
                "{",
                "[]",
                "[1,2,3]",
                "null",
                "42",
                "\"text\"",
                "{}",
                "{\"id\":null}",
                "{\"id\":\"7\",\"result\":1}",
                "{\"id\":1.5,\"result\":1}",
                "{\"id\":999999,\"result\":1}",
                "{\"id\":99999999999999999999999999,\"result\":1}",
                "{\"params\":7}",
                "{\"params\":{\"subscription\":{},\"result\":1}}",
                "{\"params\":{\"subscription\":\"unknown\",\"result\":1}}",
                "{\"params\":{\"subscription\":\"s1\"}}",
                "[".repeat(5000),
                "{\"a\":".repeat(5000))) {
            node.say(nonsense);
        }

        assertThat(await(client.request("quick")).asInt()).isEqualTo(7);
        assertThat(node.count("quick")).isEqualTo(1);
    }

    @Test
    void an_endpoint_that_goes_on_sending_nonsense_is_left_and_connected_to_again() {
        RpcClient client = open(OPTIONS);
        await(client.subscribe(RpcTopic.newHeads(), head -> {}).established());
        node.awaitRequest("chain_subscribeNewHeads");
        for (int i = 0; i < 100; i++) {
            node.say("nonsense");
        }
        node.awaitRequest("chain_subscribeNewHeads");
    }

    @Test
    void an_answer_of_very_many_small_values_is_refused_before_it_fills_the_memory() {
        Incoming.Codec codec = new Incoming.Codec(32 << 20);
        String many = "{\"id\":1,\"result\":[" + "[],".repeat(1 << 20) + "[]]}";
        assertThat(codec.read(many)).isInstanceOf(Incoming.Garbage.class);
        String large = "{\"id\":1,\"result\":\"0x" + "00".repeat(4 << 20) + "\"}";
        assertThat(codec.read(large)).isInstanceOf(Incoming.Result.class);
    }

    @Test
    void an_answer_that_is_none_fails_the_request_only() {
        node.on("neither", request -> List.of("{\"id\":" + request.id() + "}"))
                .on("oddError", request -> List.of("{\"id\":" + request.id() + ",\"error\":\"no\"}"))
                .on("oddCode", request -> List.of("{\"id\":" + request.id() + ",\"error\":{\"code\":\"x\"}}"))
                .on("nothing", request -> List.of("{\"id\":" + request.id() + ",\"result\":null}"))
                .on(
                        "chain_subscribeNewHeads",
                        request -> List.of(ScriptedNode.resultText(request.id(), List.of("no", "id"))));
        RpcClient client = open(OPTIONS);

        assertKind(client.request("neither"), Kind.MALFORMED);
        assertKind(client.request("oddError"), Kind.MALFORMED);
        assertKind(client.request("oddCode"), Kind.REMOTE);
        assertKind(client.subscribe(RpcTopic.newHeads(), head -> {}).established(), Kind.MALFORMED);
        assertThat(await(client.request("nothing")).isNull()).isTrue();
    }

    @Test
    void a_message_above_the_limit_breaks_the_connection_and_one_below_it_does_not() {
        node.result("fits", "x".repeat(60 << 10)).result("burst", "x".repeat(70 << 10));
        RpcClient client = open(OPTIONS);

        assertThat(await(client.request("fits")).asText()).hasSize(60 << 10);
        assertKind(client.request("burst"), Kind.DISCONNECTED);

        retryUntilConnected(client.request("fits"), client);
    }

    @Test
    void more_open_requests_than_allowed_are_refused() {
        node.silent("slow");
        RpcClient client = open(OPTIONS.withMaxPending(2));
        Future<JsonNode> first = client.request("slow");
        Future<JsonNode> second = client.request("slow");

        assertKind(client.request("slow"), Kind.OVERLOADED);

        assertThat(first.isComplete()).isFalse();
        assertThat(second.isComplete()).isFalse();
    }

    @Test
    void a_port_where_nothing_listens_is_named() {
        Endpoint endpoint = node.endpoint();
        node.stop();
        RpcClient client = client(endpoint, OPTIONS);

        rpcFailure(client.open())
                .satisfies(cause -> assertThat(((RpcException) cause).kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining(endpoint.toString())
                .hasMessageContaining("check the address");
        node.listen();
    }

    @Test
    void a_web_server_is_told_from_a_node() {
        HttpServer web = vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(404).end("no such page"));
        await(web.listen(0, "127.0.0.1"));
        RpcClient client = client(new Endpoint("127.0.0.1", web.actualPort(), "/", false), OPTIONS);

        rpcFailure(client.open())
                .satisfies(cause -> assertThat(((RpcException) cause).kind()).isEqualTo(Kind.NOT_WEBSOCKET))
                .hasMessageContaining("HTTP 404");
        await(web.close());
    }

    @Test
    void a_server_of_another_protocol_is_told_from_a_node() {
        NetServer other = vertx.createNetServer().connectHandler(socket -> socket.write("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
        await(other.listen(0, "127.0.0.1"));
        RpcClient client = client(new Endpoint("127.0.0.1", other.actualPort(), "/", false), OPTIONS);

        rpcFailure(client.open())
                .satisfies(cause -> assertThat(((RpcException) cause).kind()).isEqualTo(Kind.NOT_WEBSOCKET))
                .hasMessageContaining("WebSocket handshake");
        await(other.close());
    }

    @Test
    void a_server_that_never_completes_the_handshake_is_given_up() {
        NetServer mute = vertx.createNetServer().connectHandler(socket -> {});
        await(mute.listen(0, "127.0.0.1"));
        RpcClient client = client(
                new Endpoint("127.0.0.1", mute.actualPort(), "/", false),
                OPTIONS.withConnectTimeout(Duration.ofMillis(200)));

        assertKind(client.open(), Kind.UNREACHABLE);
        await(mute.close());
    }

    @Test
    void a_node_that_answers_no_ping_is_left() {
        Promise<Void> reconnected = Promise.promise();
        List<Integer> connections = new ArrayList<>();
        NetServer frozen = vertx.createNetServer().connectHandler(socket -> {
            connections.add(1);
            if (connections.size() > 1) {
                reconnected.tryComplete();
            }
            socket.handler(data -> {
                String text = data.toString();
                if (text.contains("Sec-WebSocket-Key") || text.contains("sec-websocket-key")) {
                    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(text) + "\r\n\r\n");
                }
            });
        });
        await(frozen.listen(0, "127.0.0.1"));
        RpcClient client = client(
                new Endpoint("127.0.0.1", frozen.actualPort(), "/", false),
                OPTIONS.withKeepAlive(Duration.ofMillis(50)));

        await(client.open());

        await(reconnected.future());
        await(frozen.close());
    }

    @Test
    void a_closed_client_fails_requests_and_does_not_come_back() {
        node.silent("slow");
        RpcClient client = open(OPTIONS);
        Future<JsonNode> slow = client.request("slow");
        Future<Void> established =
                client.subscribe(RpcTopic.newHeads(), head -> {}).established();
        await(established);

        await(client.close());

        assertKind(slow, Kind.CLOSED);
        assertKind(client.request("quick"), Kind.CLOSED);
        assertKind(client.subscribe(RpcTopic.newHeads(), head -> {}).established(), Kind.CLOSED);
        assertKind(client.open(), Kind.CLOSED);
    }

    @Test
    void a_handler_that_fails_does_not_harm_the_other_subscriptions() {
        RpcClient client = open(OPTIONS);
        BlockingQueue<JsonNode> heads = new LinkedBlockingQueue<>();
        await(client.subscribe(RpcTopic.newHeads(), head -> {
                    throw new IllegalStateException("a faulty listener");
                })
                .established());
        await(client.subscribe(RpcTopic.newHeads(), heads::add).established());

        node.awaitRequest("chain_subscribeNewHeads");
        node.awaitRequest("chain_subscribeNewHeads");
        node.head(1);
        node.head(2);

        assertThat(HeaderNumber.of(next(heads))).isEqualTo(1);
        assertThat(HeaderNumber.of(next(heads))).isEqualTo(2);
    }

    @Test
    void waits_double_up_to_the_longest_and_stay_in_the_upper_half_of_their_step() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        Random random = new Random(7);

        for (int round = 0; round < 200; round++) {
            assertThat(backoff.delay(1, random)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
            assertThat(backoff.delay(3, random)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
            assertThat(backoff.delay(40, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        }
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endpoints_are_read_and_nonsense_is_refused() {
        assertThat(Endpoint.parse("ws://127.0.0.1:9944")).isEqualTo(new Endpoint("127.0.0.1", 9944, "/", false));
        assertThat(Endpoint.parse(" wss://rpc.example.org/node?key=secret "))
                .isEqualTo(new Endpoint("rpc.example.org", 443, "/node?key=secret", true));
        assertThat(Endpoint.parse("wss://rpc.example.org/node?key=secret"))
                .hasToString("wss://rpc.example.org:443/node");
        for (String wrong : List.of(
                "", "127.0.0.1:9944", "http://a:1", "ws://", "ws://a:0", "ws://a:70000", "ws://u@a:1", "ws://a b")) {
            assertThatThrownBy(() -> Endpoint.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not an endpoint");
        }
    }

    private RpcClient open(RpcOptions options) {
        RpcClient client = client(node.endpoint(), options);
        await(client.open());
        return client;
    }

    private RpcClient client(Endpoint endpoint, RpcOptions options) {
        RpcClient client = new RpcClient(vertx, endpoint, options, new Random(1));
        clients.add(client);
        return client;
    }

    /** Asks again until the client has come back; every failure in between must be the missing connection. */
    private void retryUntilConnected(RpcClient client) {
        retryUntilConnected(client.request("quick"), client);
    }

    private void retryUntilConnected(Future<JsonNode> first, RpcClient client) {
        Future<JsonNode> attempt = first;
        while (true) {
            Throwable cause = await(attempt.map(value -> (Throwable) null).otherwise(failed -> failed));
            if (cause == null || ((RpcException) cause).kind() == Kind.REMOTE) {
                return;
            }
            assertThat(((RpcException) cause).kind()).isEqualTo(Kind.DISCONNECTED);
            attempt = client.request("quick");
        }
    }

    private static void assertKind(Future<?> future, Kind kind) {
        rpcFailure(future)
                .satisfies(cause -> assertThat(((RpcException) cause).kind()).isEqualTo(kind));
    }

    private static AbstractThrowableAssert<?, ?> rpcFailure(Future<?> future) {
        Throwable cause = failure(future);
        assertThat(cause).asInstanceOf(type(RpcException.class)).isNotNull();
        return assertThat(cause);
    }

    private static JsonNode next(BlockingQueue<JsonNode> queue) {
        try {
            JsonNode value = queue.poll(20, TimeUnit.SECONDS);
            assertThat(value).as("a report").isNotNull();
            return value;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String accept(String handshake) {
        String key = handshake
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                .findFirst()
                .orElseThrow();
        String value = key.substring(key.indexOf(':') + 1).strip() + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        try {
            byte[] digest = java.security.MessageDigest.getInstance("SHA-1")
                    .digest(value.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return java.util.Base64.getEncoder().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
