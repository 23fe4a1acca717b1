package io.subnetvalidator.chain.hypertensor;

import static io.subnetvalidator.chain.rpc.ScriptedNode.await;
import static io.subnetvalidator.chain.rpc.ScriptedNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.rpc.Endpoint;
import io.subnetvalidator.chain.rpc.PoolOptions;
import io.subnetvalidator.chain.rpc.RpcOptions;
import io.subnetvalidator.chain.rpc.ScriptedNode;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcChainTest {

    private static final SubnetId SUBNET = SubnetId.of(128001);

    /** The golden state is that of block 64, the subnet's slot is 3. */
    private static final long GOLDEN_EPOCH = 3;

    private static final List<NodeClass> CLASSES = List.of(NodeClass.values());

    private final Vertx vertx = Vertx.vertx();
    private final List<RpcChain> opened = new ArrayList<>();
    private ScriptedNode node;
    private ScriptedChain scripted;

    @BeforeEach
    void start() {
        byte[] metadata = GoldenData.metadata();
        node = ScriptedNode.start(vertx, ScriptedChain.GENESIS.toString());
        scripted = new ScriptedChain(node, metadata);
    }

    @AfterEach
    void stop() {
        opened.forEach(chain -> await(chain.close()));
        if (node != null) {
            node.close();
        }
        await(vertx.close());
    }

    @Test
    void the_golden_state_is_read_with_names_and_units() {
        Head at = goldenState();
        RpcChain chain = open();

        SubnetInfo info = await(chain.subnet(SUBNET, at.hash())).orElseThrow();
        assertThat(info.state()).isEqualTo(SubnetState.ACTIVE);
        assertThat(info.slot()).hasValue(3);
        assertThat(info.name()).isEqualTo(decodedText("SubnetsData", "name"));
        assertThat(info.minStake()).isEqualTo(Balance.ofTokens(100));
        assertThat(info.minNodeReputation()).isEqualTo(Ratio.percent(10));
        assertThat(await(chain.subnets(at.hash()))).containsExactly(SUBNET);

        List<SubnetNodeInfo> nodes = await(chain.nodes(SUBNET, at.hash()));
        assertThat(nodes).extracting(SubnetNodeInfo::id).doesNotHaveDuplicates().isSorted();
        SubnetNodeInfo first = nodes.get(0);
        assertThat(first.id()).isEqualTo(NodeId.of(1));
        assertThat(first.queued()).isFalse();
        assertThat(first.classification().holds(NodeClass.VALIDATOR, Epoch.of(3)))
                .isTrue();
        assertThat(first.peer().peerId().orElseThrow().text()).startsWith("12D3KooW");
        assertThat(first.peer().multiaddr().orElseThrow().peerId())
                .isEqualTo(first.peer().peerId());
        assertThat(nodes.stream().filter(SubnetNodeInfo::queued)).isNotEmpty();
        assertThat(nodes.stream().filter(SubnetNodeInfo::queued))
                .allSatisfy(queued ->
                        assertThat(queued.classification().nodeClass()).isEqualTo(NodeClass.REGISTERED));

        assertThat(await(chain.electionSlots(SUBNET, at.hash()))).isNotEmpty().allMatch(id -> id.value() > 0);
        assertThat(await(chain.consensusParameters(at.hash()))).satisfies(parameters -> {
            assertThat(parameters.minAttestation()).isEqualTo(Ratio.percent(66));
            assertThat(parameters.superMajority()).isEqualTo(Ratio.of(875_000_000_000_000_000L));
            assertThat(parameters.validatorRewardK()).isEqualTo(20);
            assertThat(parameters.attestorRewardExponent()).isEqualTo(10);
            assertThat(parameters.paused()).isFalse();
        });
    }

    @Test
    void peers_prove_their_stake_here_as_they_do_to_the_golden_runtime() {
        Head at = goldenState();
        RpcChain chain = open();
        SubnetInfo info = await(chain.subnet(SUBNET, at.hash())).orElseThrow();
        List<SubnetNodeInfo> nodes = await(chain.nodes(SUBNET, at.hash())).stream()
                .map(RpcChainTest::staked)
                .toList();
        SubnetGuests guests = await(chain.guests(SUBNET, at.hash()));

        assertThat(guests.overwatch()).hasSize(1);
        assertThat(guests.bootnodes()).hasSize(1);
        int compared = 0;
        for (JsonNode call : GoldenData.json("runtime-api.json").get("calls")) {
            if (call.get("function").asText().equals("NetworkRuntimeApi_proof_of_stake")) {
                JsonNode parameters = call.get("params");
                JsonNode least = parameters.get(3);
                ProofOfStake rule = new ProofOfStake(
                        CLASSES.get(parameters.get(2).asInt()),
                        least.isNull() ? Optional.empty() : Optional.of(Balance.of(new BigInteger(least.asText()))));
                boolean admitted = rule.standings(Epoch.of(GOLDEN_EPOCH), info, nodes, guests).entrySet().stream()
                        .anyMatch(entry -> entry.getValue().admitted()
                                && entry.getKey()
                                        .text()
                                        .equals(parameters.get(1).asText()));
                assertThat(admitted)
                        .as(call.get("label").asText())
                        .isEqualTo(call.get("decoded").asBoolean());
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(5);
        assertThat(ProofOfStake.DEFAULT.standings(Epoch.of(GOLDEN_EPOCH), info, nodes, guests))
                .containsValues(
                        PeerStanding.NODE, PeerStanding.QUEUED, PeerStanding.OVERWATCH, PeerStanding.OFFICIAL_BOOTNODE);
    }

    @Test
    void every_golden_submission_election_and_weight_is_read_as_decoded_there() {
        Head at = goldenState();
        RpcChain chain = open();
        Map<String, Integer> read = new TreeMap<>();

        for (JsonNode entry : GoldenData.json("storage.json").get("entries")) {
            if (!entry.get("pallet").asText().equals("Network")) {
                continue;
            }
            JsonNode value = entry.get("value");
            List<JsonNode> keys = new ArrayList<>();
            entry.get("keys").forEach(key -> keys.add(key.get("value")));
            boolean absent = entry.get("raw").isNull();
            switch (entry.get("item").asText()) {
                case "SubnetElectedValidator" ->
                    assertThat(await(chain.elected(
                                    subnet(keys.get(0)), Epoch.of(keys.get(1).asLong()), at.hash())))
                            .isEqualTo(absent ? Optional.empty() : Optional.of(NodeId.of(value.asLong())));
                case "SubnetConsensusSubmission" ->
                    same(
                            await(chain.submission(
                                    subnet(keys.get(0)), Epoch.of(keys.get(1).asLong()), at.hash())),
                            value,
                            absent);
                case "FinalSubnetEmissionWeights" ->
                    assertThat(await(chain.emissionWeights(keys.get(0).asLong(), at.hash()))
                                    .map(EmissionWeights::validatorEmissions))
                            .isEqualTo(
                                    absent
                                            ? Optional.empty()
                                            : Optional.of(Balance.of(new BigInteger(value.get("validator_emissions")
                                                    .asText()))));
                case "SubnetNodeReputation" ->
                    assertThat(await(chain.nodeReputation(
                                    subnet(keys.get(0)), NodeId.of(keys.get(1).asLong()), at.hash())))
                            .isEqualTo(
                                    absent ? Optional.empty() : Optional.of(Ratio.of(new BigInteger(value.asText()))));
                case "AccountSubnetStake" ->
                    assertThat(await(
                                    chain.stake(AccountId.parse(keys.get(0).asText()), subnet(keys.get(1)), at.hash())))
                            .isEqualTo(
                                    absent
                                            ? Optional.empty()
                                            : Optional.of(Balance.of(new BigInteger(value.asText()))));
                case "HotkeySubnetNodeId" ->
                    assertThat(await(chain.nodeOf(
                                    AccountId.parse(keys.get(1).asText()), subnet(keys.get(0)), at.hash())))
                            .contains(NodeId.of(value.asLong()));
                default -> {
                    continue;
                }
            }
            read.merge(entry.get("item").asText() + (absent ? " absent" : ""), 1, Integer::sum);
        }
        assertThat(read)
                .containsKeys(
                        "SubnetElectedValidator",
                        "SubnetElectedValidator absent",
                        "SubnetConsensusSubmission",
                        "SubnetConsensusSubmission absent",
                        "FinalSubnetEmissionWeights",
                        "SubnetNodeReputation",
                        "SubnetNodeReputation absent",
                        "AccountSubnetStake",
                        "HotkeySubnetNodeId");
    }

    private static SubnetId subnet(JsonNode key) {
        return SubnetId.of(key.asLong());
    }

    private static void same(Optional<ConsensusSubmission> read, JsonNode value, boolean absent) {
        assertThat(read.isEmpty()).isEqualTo(absent);
        read.ifPresent(submission -> {
            assertThat(submission.proposer().value())
                    .isEqualTo(value.get("validator_id").asLong());
            assertThat(submission.block().value()).isEqualTo(value.get("block").asLong());
            assertThat(submission.rewardFactor())
                    .hasToString(value.get("validator_reward_factor").asText());
            assertThat(submission.attests()).hasSize(value.get("attests").size());
            assertThat(submission.nodes()).hasSize(value.get("subnet_nodes").size());
            assertThat(submission.data()).hasSize(value.get("data").size());
            assertThat(submission.args().isPresent())
                    .isEqualTo(!value.get("args").isNull());
            assertThat(submission.allowedAttestors()).isEmpty();
        });
    }

    @Test
    void typed_events_come_out_of_the_golden_blocks() {
        RpcChain chain = open();
        Map<String, Integer> seen = new TreeMap<>();
        for (JsonNode block : GoldenData.json("blocks.json").get("blocks")) {
            List<io.subnetvalidator.chain.metadata.EventRecord> golden = scripted.metadata()
                    .decodeEvents(Hex.decode(block.get("eventsRaw").asText()));
            Head head = scripted.mine(List.of(), golden);
            List<EventRecord> events = await(chain.events(head.hash()));
            assertThat(events).hasSize(block.get("events").size());
            events.forEach(event -> seen.merge(event.event().getClass().getSimpleName(), 1, Integer::sum));
        }
        assertThat(seen)
                .containsEntry("Attestation", 7)
                .containsEntry("ValidatorSubmission", 2)
                .containsEntry("SubnetRewards", 2)
                .containsEntry("NodeReputationUpdate", 1)
                .containsEntry("SubnetNodeActivated", 5)
                .containsEntry("ExtrinsicSuccess", 55)
                .containsEntry("ExtrinsicFailed", 5);
    }

    @Test
    void absent_subnets_and_accounts_are_empty_and_unknown_blocks_are_named() {
        RpcChain chain = open();
        Hash256 at = scripted.best().hash();

        assertThat(await(chain.subnet(SubnetId.of(7), at))).isEmpty();
        assertThat(await(chain.nodes(SubnetId.of(7), at))).isEmpty();
        assertThat(await(chain.electionSlots(SubnetId.of(7), at))).isEmpty();
        assertThat(await(chain.subnetReputation(SubnetId.of(7), at))).isEmpty();
        assertThat(await(chain.balance(AccountId.parse("11".repeat(20)), at))).isEqualTo(Balance.ZERO);
        assertThat(await(chain.delegatePool(SubnetId.of(7), at)))
                .isEqualTo(new DelegatePool(Balance.ZERO, Balance.ZERO));
        assertThat(await(chain.blockHash(BlockNumber.of(77)))).isEmpty();
        assertThat(await(chain.header(Hash256.parse("12".repeat(32))))).isEmpty();

        node.error("state_queryStorageAt", 4003, "Client error: UnknownBlock: State already discarded", "");
        assertKind(chain.subnet(SUBNET, Hash256.parse("12".repeat(32))), ChainException.Kind.UNKNOWN_BLOCK);
    }

    @Test
    void state_that_the_metadata_does_not_describe_is_an_error_and_no_guess() {
        goldenState();
        RpcChain chain = open();
        Hash256 at = scripted.best().hash();
        scripted.put(Hex.encode(scripted.metadata().storageKey("Network", "SubnetsData", Value.of(128001))), "0x01");

        assertKind(chain.subnet(SUBNET, at), ChainException.Kind.UNREADABLE_STATE);
        node.result("state_queryStorageAt", "0x01");
        assertKind(chain.subnet(SUBNET, at), ChainException.Kind.UNREADABLE_STATE);
        node.result("state_queryStorageAt", List.of(Map.of("changes", List.of(List.of("zz", "0x01")))));
        assertKind(chain.subnet(SUBNET, at), ChainException.Kind.UNREADABLE_STATE);
    }

    @Test
    void finalized_blocks_are_delivered_once_in_order_whatever_the_node_skips_or_repeats() {
        RpcChain chain = open();
        BlockingQueue<Head> heads = new LinkedBlockingQueue<>();
        chain.onFinalized(heads::add);
        awaitSubscriptions("chain_subscribeFinalizedHeads", 1);
        for (int i = 0; i < 30; i++) {
            scripted.mine();
        }

        scripted.announceFinalized(3);
        scripted.announceFinalized(4);
        scripted.announceFinalized(9);
        scripted.announceFinalized(7);
        scripted.announceFinalized(9);
        node.cut();
        awaitSubscriptions("chain_subscribeFinalizedHeads", 2);
        scripted.announceFinalized(20);

        assertThat(numbers(heads, 18))
                .containsExactlyElementsOf(LongStream.rangeClosed(3, 20).boxed().toList());
        assertThat(heads).isEmpty();
    }

    @Test
    void finalized_blocks_are_caught_up_from_where_an_account_stopped() {
        RpcChain chain = open();
        for (int i = 0; i < 30; i++) {
            scripted.mine();
        }
        BlockingQueue<Head> heads = new LinkedBlockingQueue<>();
        Subscription subscription = chain.onFinalizedFrom(BlockNumber.of(5), heads::add);
        awaitSubscriptions("chain_subscribeFinalizedHeads", 1);

        scripted.announceFinalized(12);

        assertThat(numbers(heads, 8))
                .containsExactlyElementsOf(LongStream.rangeClosed(5, 12).boxed().toList());
        subscription.cancel();
        node.awaitRequest("chain_unsubscribeFinalizedHeads");
        scripted.announceFinalized(13);
        assertThat(await(chain.best()).number()).isEqualTo(BlockNumber.of(31));
        assertThat(heads).isEmpty();
    }

    @Test
    void a_finalized_block_that_does_not_continue_the_one_before_is_not_delivered() {
        RpcChain chain = open();
        BlockingQueue<Head> heads = new LinkedBlockingQueue<>();
        chain.onFinalized(heads::add);
        awaitSubscriptions("chain_subscribeFinalizedHeads", 1);
        for (int i = 0; i < 5; i++) {
            scripted.mine();
        }
        scripted.announceFinalized(3);
        assertThat(numbers(heads, 1)).containsExactly(3L);

        scripted.fork(3, List.of(), List.of());
        scripted.mine();
        scripted.announceFinalized(4);

        assertThat(await(chain.best()).number()).isEqualTo(BlockNumber.of(4));
        assertThat(heads).isEmpty();
    }

    @Test
    void best_heads_carry_the_hash_of_their_header_and_repeats_are_dropped() {
        RpcChain chain = open();
        BlockingQueue<Head> heads = new LinkedBlockingQueue<>();
        chain.onBest(heads::add);
        awaitSubscriptions("chain_subscribeNewHeads", 3);

        Head first = scripted.mine();
        scripted.announceBest();
        scripted.announceBest();
        node.report("chain_subscribeNewHeads", Map.of("number", "0x7"));
        node.report("chain_subscribeNewHeads", "nonsense");
        Head other = scripted.fork(first.number().value(), List.of(), List.of());
        scripted.announceBest();

        assertThat(next(heads)).isEqualTo(first);
        assertThat(next(heads)).isEqualTo(other);
        assertThat(heads).isEmpty();
    }

    @Test
    void an_upgrade_of_the_runtime_changes_the_dialect_while_running() {
        RpcChain chain = open();
        awaitSubscriptions("state_subscribeRuntimeVersion", 1);
        Map<String, Integer> version = Map.of("specVersion", 1);
        node.report("state_subscribeRuntimeVersion", version);
        assertThat(chain.calls().dialect()).isEqualTo(Dialect.HOSKINSON);
        node.result("state_getMetadata", Hex.encode(MutatedMetadata.main(GoldenData.metadata())));
        node.report("state_subscribeRuntimeVersion", version);

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (chain.calls().dialect() != Dialect.MAIN) {
            await(chain.best());
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        assertThat(chain.identity().dialect()).isEqualTo(Dialect.MAIN);
    }

    @Test
    void an_unknown_runtime_is_watched_and_refused_for_signing() {
        node.result(
                "state_getMetadata",
                Hex.encode(new MutatedMetadata(GoldenData.metadata())
                        .insertNodeArgument("attest")
                        .bytes()));
        RpcChain chain = open();

        assertThat(chain.identity().dialect()).isEqualTo(Dialect.UNKNOWN);
        assertThat(await(chain.subnet(SubnetId.of(7), scripted.best().hash()))).isEmpty();
        assertThat(chain.identity().shape()).contains("attest(subnet_id: u32, subnet_node_id: u32");
    }

    @Test
    void endpoints_that_are_no_hypertensor_node_are_named() {
        node.result(
                "state_getMetadata",
                Hex.encode(new MutatedMetadata(GoldenData.metadata())
                        .renameEverywhere("Network", "Netzwerk")
                        .bytes()));
        assertThat(failure(scripted.open(vertx))).hasMessageContaining("no Hypertensor chain");

        node.result("state_getMetadata", "0x6d6574610d00");
        assertThat(failure(scripted.open(vertx))).hasMessageContaining("version 13");

        node.error("state_getMetadata", -32601, "Method not found", "");
        assertKind(scripted.open(vertx), ChainException.Kind.WRONG_ENDPOINT);

        node.result("chain_getBlockHash", false);
        assertThat(failure(scripted.open(vertx))).hasMessageContaining("no hash of block 0");
    }

    @Test
    void a_web_server_and_a_closed_port_are_told_apart() {
        HttpServer web = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("hello"));
        await(web.listen(0, "127.0.0.1"));
        Throwable cause = failure(openAt(new Endpoint("127.0.0.1", web.actualPort(), "/", false)));
        assertThat(cause).hasMessageContaining("HTTP 200").isInstanceOf(ChainException.class);
        await(web.close());

        assertThat(failure(openAt(new Endpoint("127.0.0.1", web.actualPort(), "/", false))))
                .hasMessageContaining("whether the node runs");
    }

    private Future<RpcChain> openAt(Endpoint endpoint) {
        return RpcChain.open(
                vertx,
                List.of(endpoint),
                RpcOptions.defaults(),
                PoolOptions.defaults(),
                Optional.empty(),
                new Random(1),
                System::nanoTime);
    }

    private Head goldenState() {
        for (JsonNode entry : GoldenData.json("storage.json").get("entries")) {
            if (!entry.get("raw").isNull()) {
                scripted.put(entry.get("key").asText(), entry.get("raw").asText());
            }
        }
        return scripted.mine();
    }

    /** The golden state has the stake of one node; all of them had at least 100 tokens. */
    private static SubnetNodeInfo staked(SubnetNodeInfo node) {
        return node.stake().isZero()
                ? new SubnetNodeInfo(
                        node.id(),
                        node.hotkey(),
                        node.coldkey(),
                        node.validatorId(),
                        node.peer(),
                        node.bootnode(),
                        node.client(),
                        node.classification(),
                        node.queued(),
                        Balance.ofTokens(100),
                        node.reputation())
                : node;
    }

    private static String decodedText(String item, String field) {
        for (JsonNode entry : GoldenData.json("storage.json").get("entries")) {
            if (entry.get("item").asText().equals(item) && !entry.get("raw").isNull()) {
                String hex = entry.get("value").get(field).asText();
                return new String(Hex.decode(hex), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no entry of " + item);
    }

    private RpcChain open() {
        RpcChain chain = await(scripted.open(vertx));
        opened.add(chain);
        return chain;
    }

    private void awaitSubscriptions(String method, long count) {
        while (node.count(method) < count) {
            node.awaitRequest(method);
        }
    }

    private static void assertKind(Future<?> future, ChainException.Kind kind) {
        assertThat(failure(future))
                .isInstanceOfSatisfying(
                        ChainException.class, cause -> assertThat(cause.kind()).isEqualTo(kind));
    }

    private static List<Long> numbers(BlockingQueue<Head> heads, int count) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(next(heads).number().value());
        }
        return numbers;
    }

    private static Head next(BlockingQueue<Head> heads) {
        try {
            Head head = heads.poll(20, TimeUnit.SECONDS);
            assertThat(head).as("a head").isNotNull();
            return head;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
