package io.subnetvalidator.chain.hypertensor;

import static io.subnetvalidator.chain.rpc.ScriptedNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.rpc.Endpoint;
import io.subnetvalidator.chain.rpc.PoolOptions;
import io.subnetvalidator.chain.rpc.RpcOptions;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter against a running chain with the real runtime. The system property {@code real.ready} names the file in which
 * the chain describes itself: endpoint, subnet, keys of its nodes.
 */
@Tag("real-runtime")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealRuntimeTest {

    private static final Logger LOG = LoggerFactory.getLogger(RealRuntimeTest.class);
    private static final long PATIENCE_SECONDS = 240;

    private final Vertx vertx = Vertx.vertx();
    private final Map<NodeId, AccountKey> hotkeys = new LinkedHashMap<>();
    private final List<Head> finalized = new ArrayList<>();
    private JsonNode ready;
    private SubnetId subnet;
    private RpcChain chain;

    RealRuntimeTest() throws IOException {
        String file = System.getProperty("real.ready", "");
        Assumptions.assumeTrue(!file.isEmpty() && Files.exists(Path.of(file)), "no running chain named by real.ready");
        ready = new ObjectMapper().readTree(Path.of(file).toFile());
        subnet = SubnetId.of(ready.get("subnetId").asLong());
        chain = open(Optional.of(Hash256.parse(ready.get("genesisHash").asText())));
        for (JsonNode node : ready.get("nodes")) {
            hotkeys.put(
                    NodeId.of(node.get("id").asLong()),
                    AccountKey.parse(node.get("hotkey").get("privateKey").asText()));
        }
    }

    @BeforeAll
    void follow() {
        chain.onFinalized(head -> {
            synchronized (finalized) {
                finalized.add(head);
            }
        });
    }

    @AfterAll
    void stop() {
        await(chain.close());
        await(vertx.close());
    }

    @Test
    void the_chain_is_recognised() {
        ChainIdentity identity = chain.identity();
        LOG.info("{}", identity);

        assertThat(identity.dialect()).isEqualTo(Dialect.HOSKINSON);
        assertThat(identity.genesis())
                .isEqualTo(Hash256.parse(ready.get("genesisHash").asText()));
        assertThat(identity.epochLength()).isEqualTo(ready.get("epochLength").asLong());
        assertThat(identity.existentialDeposit()).isEqualTo(Balance.of(500));
    }

    @Test
    void another_genesis_is_refused_with_both_hashes() {
        Throwable cause = failure(Future.future(promise ->
                openFuture(Optional.of(Hash256.parse("ab".repeat(32)))).onComplete(promise)));

        assertThat(cause)
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("abab")
                .hasMessageContaining(ready.get("genesisHash").asText());
        assertThat(((ChainException) cause).kind()).isEqualTo(ChainException.Kind.OTHER_CHAIN);
    }

    @Test
    void everything_is_read_at_one_block() {
        Head head = await(chain.best());
        Hash256 at = head.hash();

        SubnetInfo info = await(chain.subnet(subnet, at)).orElseThrow();
        List<SubnetNodeInfo> nodes = await(chain.nodes(subnet, at));
        LOG.info("at {}: {}", head, info);
        nodes.forEach(node -> LOG.info("{}", node));

        assertThat(await(chain.subnets(at))).contains(subnet);
        assertThat(info.state()).isEqualTo(SubnetState.ACTIVE);
        assertThat(info.slot()).hasValue(ready.get("slot").asLong());
        assertThat(await(chain.subnet(SubnetId.of(7), at))).isEmpty();
        assertThat(await(chain.nodes(SubnetId.of(7), at))).isEmpty();
        assertThat(nodes).hasSizeGreaterThanOrEqualTo(hotkeys.size());
        for (JsonNode expected : ready.get("nodes")) {
            SubnetNodeInfo node = nodes.stream()
                    .filter(one -> one.id().value() == expected.get("id").asLong())
                    .findFirst()
                    .orElseThrow();
            AccountId hotkey =
                    AccountId.parse(expected.get("hotkey").get("address").asText());
            assertThat(node.hotkey()).contains(hotkey);
            assertThat(node.coldkey())
                    .contains(AccountId.parse(
                            expected.get("coldkey").get("address").asText()));
            assertThat(node.peer().peerId())
                    .hasToString("Optional[" + expected.get("peerId").asText() + "]");
            assertThat(node.peer().reachable()).isTrue();
            assertThat(node.peer().multiaddr().orElseThrow().tcpPort())
                    .hasValue(expected.get("port").asInt());
            assertThat(node.classification().nodeClass()).isEqualTo(NodeClass.VALIDATOR);
            assertThat(node.queued()).isFalse();
            assertThat(await(chain.stake(hotkey, subnet, at))).contains(node.stake());
            assertThat(await(chain.nodeOf(hotkey, subnet, at))).contains(node.id());
            assertThat(node.stake()).isGreaterThan(Balance.ofTokens(50));
        }
        assertThat(await(chain.electionSlots(subnet, at))).containsAll(hotkeys.keySet());
        assertThat(await(chain.consensusParameters(at)).minAttestation()).isEqualTo(Ratio.percent(66));
        assertThat(await(chain.emissionWeights(
                        head.number().value() / chain.identity().epochLength(), at)))
                .isNotNull();
        assertThat(await(chain.delegatePool(subnet, at)).balance()).isGreaterThan(Balance.ZERO);
        assertThat(await(chain.header(Hash256.parse("12".repeat(32))))).isEmpty();
        assertThat(await(chain.blockHash(BlockNumber.of(4_000_000)))).isEmpty();
        assertThat(((ChainException) failure(chain.subnet(subnet, Hash256.parse("12".repeat(32))))).kind())
                .isEqualTo(ChainException.Kind.UNKNOWN_BLOCK);
    }

    @Test
    void an_unfunded_account_is_told_how_much_it_needs() {
        AccountKey poor = AccountKey.parse("0x" + "5a".repeat(32));
        Head head = await(chain.best());
        Bytes call = chain.calls().attest(subnet, NodeId.of(1), Optional.empty());

        Throwable cause =
                failure(chain.submitter(signer(poor)).submit(call, new Mortality.Mortal(head, 8), Balance.ZERO));

        LOG.info("unfunded: {}", cause.getMessage());
        assertThat(((ChainException) cause).kind()).isEqualTo(ChainException.Kind.NO_BALANCE);
        assertThat(cause.getMessage()).containsIgnoringCase(poor.account().toString());
    }

    @Test
    void an_epoch_is_proposed_attested_and_settled() throws InterruptedException {
        EpochClock clock = chain.identity().clock(ready.get("slot").asLong());
        BlockingQueue<Head> heads = new LinkedBlockingQueue<>();
        Subscription following = chain.onBest(heads::add);
        Head first = next(heads, head -> clock.offsetOf(head.number()) == 0);
        Epoch epoch = clock.epochOf(first.number());
        NodeId proposer = await(chain.elected(subnet, epoch, first.hash())).orElseThrow();
        assertThat(await(chain.submission(subnet, epoch, first.hash()))).isEmpty();

        List<NodeScore> scores = hotkeys.keySet().stream()
                .map(node -> new NodeScore(node, Score.of(1000 + node.value())))
                .toList();
        Bytes args = Bytes.parse("0x" + "a7".repeat(300));
        Proposal proposal = new Proposal(
                subnet, proposer, scores, Optional.empty(), Optional.empty(), Optional.of(args), Optional.empty());
        Submission proposed = submit(proposer, chain.calls().propose(proposal), first);
        Receipt.Included receipt = included(proposed.included());
        LOG.info("epoch {} proposer {} elected in {}, {}", epoch, proposer, first, receipt);
        assertThat(receipt.outcome()).isEqualTo(new Receipt.Outcome.Success());

        Head anchor = await(chain.header(receipt.block())).orElseThrow();
        List<Submission> attests = new ArrayList<>();
        for (NodeId node : hotkeys.keySet()) {
            if (!node.equals(proposer)) {
                Bytes data = Bytes.parse("0x0" + node);
                attests.add(submit(node, chain.calls().attest(subnet, node, Optional.of(data)), anchor));
            }
        }
        for (Submission attest : attests) {
            Receipt.Included done = included(attest.included());
            LOG.info("attested {}", done);
            assertThat(done.outcome()).isEqualTo(new Receipt.Outcome.Success());
        }
        Submission again = submit(proposer, chain.calls().attest(subnet, proposer, Optional.empty()), anchor);
        Receipt.Included failed = included(again.included());
        LOG.info("second attestation {}", failed);
        assertThat(failed.outcome()).isEqualTo(new Receipt.Outcome.Failed("Network.AlreadyAttested"));

        ConsensusSubmission stored =
                await(chain.submission(subnet, epoch, failed.block())).orElseThrow();
        LOG.info("attests {}", stored.attests());
        assertThat(stored.proposer()).isEqualTo(proposer);
        assertThat(stored.block()).isEqualTo(receipt.number());
        assertThat(stored.attests().keySet()).containsExactlyElementsOf(hotkeys.keySet());
        assertThat(stored.data()).isEqualTo(scores);
        assertThat(stored.args()).contains(args);
        assertThat(stored.nodes()).hasSizeGreaterThanOrEqualTo(hotkeys.size());

        Receipt.Included last = included(proposed.finalized());
        assertThat(last).isEqualTo(receipt);

        Head settled = next(heads, head -> clock.epochOf(head.number()).equals(epoch.next()));
        assertThat(settled.number()).isEqualTo(clock.firstBlock(epoch.next()));
        List<EventRecord> events = await(chain.events(settled.hash()));
        List<ChainEvent.SubnetRewards> rewards = events.stream()
                .filter(event -> event.phase() instanceof EventPhase.Initialization)
                .map(EventRecord::event)
                .flatMap(event -> event instanceof ChainEvent.SubnetRewards one
                        ? java.util.stream.Stream.of(one)
                        : java.util.stream.Stream.empty())
                .toList();
        LOG.info("settled in {}: {}", settled, rewards);
        assertThat(rewards).hasSize(1);
        assertThat(rewards.get(0).nodeRewards().keySet()).containsExactlyElementsOf(hotkeys.keySet());
        following.cancel();

        // Signed for a fork that does not exist, so no block of this one can hold it.
        Head nowhere = new Head(settled.number(), Hash256.parse("77".repeat(32)), settled.parent());
        Throwable refused = failure(chain.submitter(signer(proposer))
                .submit(
                        chain.calls().attest(subnet, proposer, Optional.empty()),
                        new Mortality.Mortal(nowhere, 8),
                        Balance.ZERO));
        LOG.info("on another fork: {}", refused.getMessage());
        assertThat(refused).isInstanceOf(ChainException.class);

        synchronized (finalized) {
            LOG.info("finalized {} to {}", finalized.get(0), finalized.get(finalized.size() - 1));
            assertThat(finalized).hasSizeGreaterThan(10);
            for (int i = 1; i < finalized.size(); i++) {
                assertThat(finalized.get(i).parent())
                        .isEqualTo(finalized.get(i - 1).hash());
            }
        }
    }

    private final Map<NodeId, CallSigner> signers = new LinkedHashMap<>();

    private CallSigner signer(NodeId node) {
        return signers.computeIfAbsent(
                node, id -> signer(Optional.ofNullable(hotkeys.get(id)).orElseThrow()));
    }

    private static CallSigner signer(AccountKey key) {
        return new CallSigner() {
            @Override
            public AccountId account() {
                return key.account();
            }

            @Override
            public Future<byte[]> sign(SignRequest request) {
                return Future.succeededFuture(key.sign(request.message().toBytes()));
            }
        };
    }

    private Submission submit(NodeId node, Bytes call, Head anchor) {
        return await(chain.submitter(signer(node)).submit(call, new Mortality.Mortal(anchor, 8), Balance.ZERO));
    }

    private static Receipt.Included included(Future<Receipt> receipt) {
        Receipt found = await(receipt);
        assertThat(found).isInstanceOf(Receipt.Included.class);
        return (Receipt.Included) found;
    }

    private static Head next(BlockingQueue<Head> heads, java.util.function.Predicate<Head> wanted)
            throws InterruptedException {
        while (true) {
            Head head = heads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(head).as("a head").isNotNull();
            if (wanted.test(head)) {
                return head;
            }
        }
    }

    private RpcChain open(Optional<Hash256> genesis) {
        return await(openFuture(genesis));
    }

    private Future<RpcChain> openFuture(Optional<Hash256> genesis) {
        return RpcChain.open(
                vertx,
                List.of(Endpoint.parse(ready.get("ws").asText())),
                RpcOptions.defaults(),
                PoolOptions.defaults(),
                genesis,
                new Random(1),
                System::nanoTime);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("not completed", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
