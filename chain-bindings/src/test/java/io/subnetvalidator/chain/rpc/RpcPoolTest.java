package io.subnetvalidator.chain.rpc;

import static io.subnetvalidator.chain.rpc.ScriptedNode.await;
import static io.subnetvalidator.chain.rpc.ScriptedNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException.Kind;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcPoolTest {

    private static final String GENESIS = "0x" + "45".repeat(32);
    private static final String OTHER = "0x" + "99".repeat(32);
    private static final RpcOptions OPTIONS = RpcOptions.defaults()
            .withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)))
            .withRequestDeadline(Duration.ofSeconds(5));
    private static final PoolOptions POOL = new PoolOptions(
            Duration.ofSeconds(30), 5, 2, Duration.ofMillis(10), Duration.ofSeconds(60), Duration.ofSeconds(120));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong(1);
    private final List<RpcPool> pools = new ArrayList<>();
    private ScriptedNode first;
    private ScriptedNode second;

    @BeforeEach
    void start() {
        first = ScriptedNode.start(vertx, GENESIS).result("who", "first");
        second = ScriptedNode.start(vertx, GENESIS).result("who", "second");
    }

    @AfterEach
    void stop() {
        pools.forEach(pool -> await(pool.close()));
        first.close();
        second.close();
        await(vertx.close());
    }

    @Test
    void the_first_endpoint_of_the_list_is_used_while_it_is_healthy() {
        RpcPool pool = open(Optional.empty());

        assertThat(await(pool.request("who")).asText()).isEqualTo("first");
        assertThat(await(pool.genesis())).isEqualTo(Hash256.parse(GENESIS));
        assertThat(second.count("who")).isZero();
    }

    @Test
    void a_lost_endpoint_is_replaced_and_the_subscriptions_go_along() {
        RpcPool pool = open(Optional.empty());
        BlockingQueue<JsonNode> heads = new LinkedBlockingQueue<>();
        await(pool.subscribe(RpcTopic.finalizedHeads(), heads::add).established());
        first.report("chain_subscribeFinalizedHeads", new NumberOnly("0x1"));
        assertThat(HeaderNumber.of(next(heads))).isEqualTo(1);

        first.stop();
        second.awaitRequest("chain_subscribeFinalizedHeads");
        second.report("chain_subscribeFinalizedHeads", new NumberOnly("0x2"));

        assertThat(HeaderNumber.of(next(heads))).isEqualTo(2);
        assertThat(await(pool.request("who")).asText()).isEqualTo("second");
    }

    @Test
    void the_pool_does_not_go_back_and_forth_when_the_first_endpoint_returns() {
        RpcPool pool = open(Optional.empty());
        first.stop();
        awaitActive(pool, second);

        first.listen();
        awaitConnected(pool, first);
        assertThat(await(pool.request("who")).asText()).isEqualTo("second");

        // It rests for 60 s and must then be healthy for 120 s.
        for (int i = 1; i <= 6; i++) {
            pass(pool, Duration.ofSeconds(25), 100 + i);
            assertThat(await(pool.request("who")).asText()).isEqualTo("second");
        }
        // The pool notices health when its timer runs, so how many steps it takes is not fixed.
        for (int i = 7; i <= 200 && !await(pool.status()).get(0).active(); i++) {
            pass(pool, Duration.ofSeconds(25), 100 + i);
        }
        awaitActive(pool, first);
    }

    @Test
    void an_endpoint_whose_head_stands_still_is_left_for_one_that_moves() {
        RpcPool pool = open(Optional.empty());
        awaitHeads(pool, 1, 1);

        now.addAndGet(Duration.ofSeconds(20).toNanos());
        second.head(2);
        awaitHeads(pool, 1, 2);
        assertThat(await(pool.request("who")).asText()).isEqualTo("first");
        now.addAndGet(Duration.ofSeconds(20).toNanos());

        awaitActive(pool, second);
        assertThat(await(pool.request("who")).asText()).isEqualTo("second");
    }

    @Test
    void an_endpoint_that_falls_behind_is_left() {
        RpcPool pool = open(Optional.empty());
        awaitHeads(pool, 10, 10);

        second.head(16);

        awaitActive(pool, second);
    }

    @Test
    void when_all_heads_stand_still_the_pool_stays_where_it_is() {
        RpcPool pool = open(Optional.empty());
        awaitHeads(pool, 1, 1);

        now.addAndGet(Duration.ofMinutes(5).toNanos());

        assertThat(await(pool.request("who")).asText()).isEqualTo("first");
        assertThat(second.count("who")).isZero();
    }

    @Test
    void a_read_that_one_endpoint_fails_is_asked_of_the_next_and_a_submission_is_not() {
        first.on("state_getStorage", request -> List.of("{\"id\":" + request.id() + "}"))
                .on("author_submitExtrinsic", request -> List.of("{\"id\":" + request.id() + "}"));
        second.result("state_getStorage", "0x01").result("author_submitExtrinsic", "0x02");
        RpcPool pool = open(Optional.empty());
        awaitConnected(pool, second);

        assertThat(await(pool.request("state_getStorage", "0x00")).asText()).isEqualTo("0x01");
        assertKind(pool.request("author_submitExtrinsic", "0x00"), Kind.MALFORMED);
        assertThat(second.count("author_submitExtrinsic")).isZero();

        // Two failures in a row make it leave.
        awaitActive(pool, second);
        assertThat(await(pool.request("author_submitExtrinsic", "0x00")).asText())
                .isEqualTo("0x02");
    }

    @Test
    void an_error_of_the_node_is_an_answer_and_no_reason_to_leave() {
        first.error("state_getStorage", 4003, "Client error: UnknownBlock", "");
        second.result("state_getStorage", "0x01");
        RpcPool pool = open(Optional.empty());
        awaitConnected(pool, second);

        for (int i = 0; i < 5; i++) {
            assertKind(pool.request("state_getStorage", "0x00"), Kind.REMOTE);
        }

        assertThat(second.count("state_getStorage")).isZero();
    }

    @Test
    void an_endpoint_of_another_chain_is_refused_and_both_hashes_are_named() {
        second.result("chain_getBlockHash", OTHER);
        RpcPool pool = open(Optional.empty());

        EndpointStatus refused = awaitStatus(
                pool,
                1,
                status -> !status.problem().isEmpty() && status.problem().contains("another chain"));

        assertThat(refused.problem())
                .contains(second.endpoint().toString())
                .contains(OTHER)
                .contains(GENESIS)
                .contains(first.endpoint().toString());
        first.stop();
        assertThat(((RpcException) failure(pool.request("who"))).kind()).isNotEqualTo(Kind.REMOTE);
        assertThat(second.count("who")).isZero();
        assertThat(second.count("chain_subscribeNewHeads")).isZero();
    }

    @Test
    void an_endpoint_that_changes_its_chain_behind_the_same_address_is_refused() {
        RpcPool pool = open(Optional.empty());
        assertThat(await(pool.request("who")).asText()).isEqualTo("first");

        first.result("chain_getBlockHash", OTHER);
        first.cut();

        awaitStatus(pool, 0, status -> status.problem().contains(OTHER));
        assertThat(await(pool.request("who")).asText()).isEqualTo("second");
    }

    @Test
    void a_configured_genesis_outranks_the_first_endpoint() {
        first.result("chain_getBlockHash", OTHER);
        RpcPool pool = open(Optional.of(Hash256.parse(GENESIS)));

        assertThat(await(pool.request("who")).asText()).isEqualTo("second");
        assertThat(awaitStatus(pool, 0, status -> !status.problem().isEmpty()).problem())
                .contains("the configured one is " + GENESIS);
    }

    @Test
    void when_no_endpoint_serves_the_configured_chain_opening_says_so() {
        RpcPool pool = pool(Optional.of(Hash256.parse(OTHER)));

        Throwable cause = failure(pool.open());

        assertThat(((RpcException) cause).kind()).isEqualTo(Kind.OTHER_CHAIN);
        assertThat(cause)
                .hasMessageContaining(first.endpoint().toString())
                .hasMessageContaining(second.endpoint().toString())
                .hasMessageContaining(GENESIS)
                .hasMessageContaining(OTHER);
    }

    @Test
    void the_genesis_of_the_second_endpoint_counts_when_the_first_cannot_be_reached() {
        first.stop();
        second.result("chain_getBlockHash", OTHER);
        RpcPool pool = open(Optional.empty());

        assertThat(await(pool.genesis())).isEqualTo(Hash256.parse(OTHER));
        first.listen();
        assertThat(awaitStatus(pool, 0, status -> status.problem().contains("another chain"))
                        .problem())
                .contains("that of " + second.endpoint());
    }

    @Test
    void an_endpoint_without_a_genesis_hash_is_no_node() {
        first.result("chain_getBlockHash", 7);
        second.result("chain_getBlockHash", "0x1234");
        RpcPool pool = pool(Optional.empty());

        assertKind(pool.open(), Kind.MALFORMED);
    }

    @Test
    void a_pool_whose_endpoints_are_all_away_names_each_and_recovers_when_one_returns() {
        first.stop();
        second.stop();
        RpcPool pool = pool(Optional.empty());

        assertThat(failure(pool.open()))
                .hasMessageContaining(first.endpoint().toString())
                .hasMessageContaining(second.endpoint().toString());

        second.listen();
        awaitActive(pool, second);
        assertThat(await(pool.request("who")).asText()).isEqualTo("second");
        first.listen();
    }

    @Test
    void a_pool_needs_endpoints_each_once() {
        assertThatThrownBy(() -> pool(List.of(), Optional.empty())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool(List.of(first.endpoint(), first.endpoint()), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_closed_pool_fails_everything() {
        RpcPool pool = open(Optional.empty());

        await(pool.close());

        assertKind(pool.request("who"), Kind.CLOSED);
        assertKind(pool.subscribe(RpcTopic.newHeads(), head -> {}).established(), Kind.CLOSED);
        assertKind(pool.watch(RpcTopic.newHeads(), new Silent()), Kind.CLOSED);
    }

    private record NumberOnly(String number) {}

    private static final class Silent implements Watch {
        @Override
        public void onEvent(JsonNode event) {}

        @Override
        public void onLost(RpcException cause) {}
    }

    private RpcPool open(Optional<Hash256> genesis) {
        RpcPool pool = pool(genesis);
        await(pool.open());
        return pool;
    }

    private RpcPool pool(Optional<Hash256> genesis) {
        return pool(List.of(first.endpoint(), second.endpoint()), genesis);
    }

    private RpcPool pool(List<Endpoint> endpoints, Optional<Hash256> genesis) {
        RpcPool pool = new RpcPool(vertx, endpoints, OPTIONS, POOL, genesis, new Random(3), now::get);
        pools.add(pool);
        return pool;
    }

    /** Lets time pass and both nodes make a block. */
    private void pass(RpcPool pool, Duration time, long head) {
        now.addAndGet(time.toNanos());
        awaitHeads(pool, head, head);
    }

    private void awaitHeads(RpcPool pool, long firstHead, long secondHead) {
        awaitReported(pool, 0, first, firstHead);
        awaitReported(pool, 1, second, secondHead);
    }

    private void awaitReported(RpcPool pool, int index, ScriptedNode node, long head) {
        awaitStatus(pool, index, status -> {
            // The subscription may not stand yet, so the head is told until it has been heard.
            node.head(head);
            return status.headNumber().orElse(-1) == head;
        });
    }

    private void awaitConnected(RpcPool pool, ScriptedNode node) {
        awaitStatus(pool, node == first ? 0 : 1, EndpointStatus::connected);
    }

    private void awaitActive(RpcPool pool, ScriptedNode node) {
        awaitStatus(pool, node == first ? 0 : 1, EndpointStatus::active);
    }

    private static EndpointStatus awaitStatus(
            RpcPool pool, int index, java.util.function.Predicate<EndpointStatus> condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            EndpointStatus status = await(pool.status()).get(index);
            if (condition.test(status)) {
                return status;
            }
            assertThat(System.nanoTime()).as("still " + status).isLessThan(deadline);
        }
    }

    private static void assertKind(Future<?> future, Kind kind) {
        assertThat(failure(future))
                .isInstanceOfSatisfying(
                        RpcException.class, cause -> assertThat(cause.kind()).isEqualTo(kind));
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
}
