package io.subnetvalidator.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.hypertensor.ProofOfStake;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.fixtures.chain.DevChain;
import io.subnetvalidator.fixtures.chain.DevChainConfig;
import io.subnetvalidator.fixtures.chain.scenario.ChainDriver;
import io.subnetvalidator.fixtures.chain.scenario.DevPeer;
import io.subnetvalidator.fixtures.chain.scenario.NodePlan;
import io.subnetvalidator.fixtures.chain.scenario.PreparedSubnet;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPlan;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPreparation;
import io.subnetvalidator.scp.p2p.Admission;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.PeerException.Reason;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.subnetvalidator.scp.p2p.PeerNetworkListener;
import io.subnetvalidator.scp.p2p.PeerNetworkState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who may enter a subnet's network, with a chain, a watch on it and real connections. Every peer is tried both ways: it connects to
 * us, and we connect to it.
 *
 * <table>
 * <caption>Outcomes</caption>
 * <tr><th>Peer</th><th>least class Registered</th><th>least class Idle</th><th>least stake above what it has</th></tr>
 * <tr><td>node, also as client or boot node</td><td>in</td><td>in</td><td>out</td></tr>
 * <tr><td>node in the queue, start epoch reached</td><td>in</td><td>out</td><td>out</td></tr>
 * <tr><td>official boot node, overwatch</td><td>in</td><td>in</td><td>in</td></tr>
 * <tr><td>unregistered</td><td>out</td><td>out</td><td>out</td></tr>
 * <tr><td>node that left</td><td>out within a block</td><td></td><td></td></tr>
 * <tr><td>anybody, chain unreadable beyond the grace</td><td>out</td><td></td><td></td></tr>
 * <tr><td>named by one of two endpoints</td><td>out</td><td></td><td></td></tr>
 * </table>
 */
class AdmissionMatrixTest {

    private static final String PROTOCOL = "/test/1.0.0";
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final PeerNetworkLimits LIMITS = PeerNetworkLimits.defaults()
            .withTimes(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(200),
                    Duration.ofMillis(50));

    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong nanos = new AtomicLong();
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final StakeGate gate = new StakeGate(nanos::get, GRACE, metrics.peers()::standings);
    private final List<Libp2pNetwork> networks = new ArrayList<>();
    private final List<StakeWatch> watches = new ArrayList<>();
    private final DevPeer stranger = DevPeer.named("stranger", 1);
    private final DevPeer overwatch = DevPeer.named("overwatch", 1);
    private final Map<PeerId, Libp2pNetwork> remotes = new HashMap<>();
    private final Map<PeerId, PeerAddress> addresses = new HashMap<>();
    private DevChain devChain;
    private PreparedSubnet subnet;
    private HypertensorChain chain;
    private Libp2pNetwork own;
    private PeerAddress ownAddress;

    @BeforeEach
    void start() {
        devChain = await(DevChain.start(vertx, DevChainConfig.onDemand()));
        subnet = SubnetPreparation.prepare(devChain.node(), plan());
        chain = await(ChainLink.open(
                vertx, List.of(devChain.endpoint().toString()), Optional.empty(), random, System::nanoTime));
        own = network(DevPeer.named("node-1", 1).key(), gate);
        ownAddress = await(own.listen("127.0.0.1", 0));
    }

    @AfterEach
    void stop() {
        watches.forEach(watch -> await(watch.stop()));
        networks.forEach(network -> await(network.close()));
        await(chain.close());
        await(devChain.close());
        await(vertx.close());
    }

    @Test
    void registered_peers_enter_both_ways_and_strangers_do_not() {
        watch(ProofOfStake.DEFAULT, 1, this::withOverwatch);

        for (String name : List.of("node-2", "client-2", "boot-2", "late-1", "subnet-bootnode", "overwatch")) {
            assertThat(talk(DevPeer.named(name, 1))).as(name).isEqualTo("in");
        }
        assertThat(talk(stranger)).isEqualTo("out");

        Libp2pNetwork measured = new Libp2pNetwork(
                vertx,
                stranger.key(),
                gate,
                LIMITS,
                metrics.peers().network(stranger.key().peerId()),
                random);
        networks.add(measured);
        assertThat(reasonOf(measured.request(ownAddress, PROTOCOL, new byte[1], 16, DEADLINE)))
                .isNotNull();
        String network = "network=\"" + stranger.key().peerId().text() + "\"";
        assertThat(new String(metrics.expose(), StandardCharsets.UTF_8))
                .contains("subnet_validator_peers_known{standing=\"node\"} 4.0")
                .contains("subnet_validator_peers_known{standing=\"queued\"} 1.0")
                .contains("subnet_validator_peers_known{standing=\"overwatch\"} 1.0")
                .containsPattern("subnet_validator_peer_requests_total\\{" + network + ",outcome=\"[a-z_]+\"} 1.0");
    }

    @Test
    void a_higher_class_keeps_the_queue_out() {
        watch(new ProofOfStake(NodeClass.IDLE, Optional.empty()), 1, this::withOverwatch);

        assertThat(talk(DevPeer.named("node-2", 1))).isEqualTo("in");
        assertThat(talk(DevPeer.named("late-1", 1))).isEqualTo("out");
        assertThat(talk(DevPeer.named("subnet-bootnode", 1))).isEqualTo("in");
        assertThat(gate.standing(DevPeer.named("late-1", 1).key().peerId())).isEqualTo(PeerStanding.BELOW_CLASS);
    }

    @Test
    void a_higher_stake_keeps_all_nodes_out_and_no_guest() {
        watch(new ProofOfStake(NodeClass.REGISTERED, Optional.of(Balance.ofTokens(101))), 1, this::withOverwatch);

        for (String name : List.of("node-2", "client-2", "boot-2", "late-1")) {
            assertThat(talk(DevPeer.named(name, 1))).as(name).isEqualTo("out");
            assertThat(gate.standing(DevPeer.named(name, 1).key().peerId())).isEqualTo(PeerStanding.BELOW_STAKE);
        }
        assertThat(talk(DevPeer.named("subnet-bootnode", 1))).isEqualTo("in");
        assertThat(talk(overwatch)).isEqualTo("in");
    }

    @Test
    void nobody_enters_before_the_chain_has_been_read() {
        assertThat(talk(DevPeer.named("node-2", 1))).isEqualTo("out");
    }

    @Test
    void a_node_that_leaves_is_disconnected_with_the_next_block() {
        watch(ProofOfStake.DEFAULT, 1, Function.identity());
        DevPeer leaving = DevPeer.named("node-3", 1);
        assertThat(talk(leaving)).isEqualTo("in");
        assertThat(await(own.state()).outbound() + await(own.state()).inbound()).isEqualTo(1);

        ChainDriver driver = new ChainDriver(devChain.node());
        NodePlan plan = subnet.validators().get(2).plan();
        driver.run(List.of(new ChainDriver.Signed(
                plan.coldkey(),
                driver.call(
                        "Network",
                        "remove_subnet_node",
                        Map.of("subnet_id", Value.of(subnet.id().value()), "subnet_node_id", Value.of(3))),
                "remove_subnet_node")));

        awaitState(state -> state.inbound() + state.outbound() == 0);
        assertThat(talk(leaving)).isEqualTo("out");
    }

    @Test
    void when_the_chain_cannot_be_read_for_longer_than_the_grace_everybody_is_out_until_it_can() {
        watch(ProofOfStake.DEFAULT, 1, Function.identity());
        DevPeer node = DevPeer.named("node-2", 1);
        nanos.addAndGet(GRACE.toNanos());
        assertThat(talk(node)).isEqualTo("in");

        nanos.addAndGet(1);
        awaitState(state -> state.inbound() + state.outbound() == 0);
        assertThat(talk(node)).isEqualTo("out");

        devChain.produceBlock();
        awaitFresh();
        assertThat(talk(node)).isEqualTo("in");
    }

    @Test
    void one_lying_endpoint_of_two_brings_nobody_in_and_one_of_three_keeps_nobody_out() {
        StakeSource honest = source();
        StakeSource liar = lying(Map.of(
                stranger.key().peerId(), PeerStanding.NODE,
                DevPeer.named("node-1", 1).key().peerId(), PeerStanding.NODE));
        watch(2, honest, liar);
        assertThat(talk(stranger)).isEqualTo("out");
        assertThat(talk(DevPeer.named("node-2", 1))).isEqualTo("out");

        watch(2, honest, liar, honest);
        assertThat(talk(stranger)).isEqualTo("out");
        assertThat(talk(DevPeer.named("node-2", 1))).isEqualTo("in");
    }

    @Test
    void too_few_answering_endpoints_count_as_an_unreadable_chain() {
        StakeSource dead = new StakeSource() {
            @Override
            public String name() {
                return "dead";
            }

            @Override
            public Future<Map<PeerId, PeerStanding>> standings(Head head) {
                return Future.failedFuture("nobody answers");
            }
        };
        watch(2, source(), dead, source());
        assertThat(talk(DevPeer.named("node-2", 1))).isEqualTo("in");

        watches.forEach(watch -> await(watch.stop()));
        StakeWatch divided = new StakeWatch(vertx, chain::onBest, List.of(source(), dead), 2, gate);
        watches.add(divided);
        Future<Void> started = divided.start();
        nanos.addAndGet(GRACE.toNanos() + 1);
        devChain.produceBlock();
        awaitState(state -> state.inbound() + state.outbound() == 0);
        assertThat(talk(DevPeer.named("node-2", 1))).isEqualTo("out");
        assertThat(started.isComplete()).isFalse();
    }

    @Test
    void a_peer_at_the_address_of_another_is_refused() {
        watch(ProofOfStake.DEFAULT, 1, Function.identity());
        Libp2pNetwork two = network(DevPeer.named("node-2", 1).key(), peer -> true);
        PeerAddress at = await(two.listen("127.0.0.1", 0));
        PeerAddress forged = new PeerAddress(DevPeer.named("node-3", 1).key().peerId(), at.host(), at.port());

        assertThat(reasonOf(own.request(forged, PROTOCOL, new byte[1], 16, DEADLINE)))
                .isEqualTo(Reason.WRONG_IDENTITY);
    }

    private SubnetPlan plan() {
        SubnetPlan plain = SubnetPlan.local(4, 1);
        List<NodePlan> validators = new ArrayList<>(plain.validators());
        NodePlan second = validators.get(1);
        validators.set(
                1,
                new NodePlan(
                        second.coldkey(),
                        second.hotkey(),
                        second.peer(),
                        Optional.of(DevPeer.named("boot-2", 31_501).info()),
                        Optional.of(DevPeer.named("client-2", 31_502).info()),
                        second.delegateRewardRate(),
                        second.unique(),
                        second.nonUnique(),
                        second.delegateAccount()));
        return SubnetPlan.of(validators, plain.lateNodes());
    }

    private StakeSource source() {
        return new ChainStakeSource("honest", chain, subnet.id(), subnet.clock(), ProofOfStake.DEFAULT);
    }

    private static StakeSource lying(Map<PeerId, PeerStanding> standings) {
        return new StakeSource() {
            @Override
            public String name() {
                return "liar";
            }

            @Override
            public Future<Map<PeerId, PeerStanding>> standings(Head head) {
                return Future.succeededFuture(standings);
            }
        };
    }

    private Map<PeerId, PeerStanding> withOverwatch(Map<PeerId, PeerStanding> standings) {
        Map<PeerId, PeerStanding> more = new HashMap<>(standings);
        more.put(overwatch.key().peerId(), PeerStanding.OVERWATCH);
        return more;
    }

    private void watch(
            ProofOfStake rule, int quorum, Function<Map<PeerId, PeerStanding>, Map<PeerId, PeerStanding>> change) {
        StakeSource onChain = new ChainStakeSource("chain", chain, subnet.id(), subnet.clock(), rule);
        watch(quorum, new StakeSource() {
            @Override
            public String name() {
                return onChain.name();
            }

            @Override
            public Future<Map<PeerId, PeerStanding>> standings(Head head) {
                return onChain.standings(head).map(change);
            }
        });
    }

    /** Replaces the watch. */
    private void watch(int quorum, StakeSource... witnesses) {
        watches.forEach(watch -> await(watch.stop()));
        watches.clear();
        StakeWatch watch = new StakeWatch(vertx, chain::onBest, List.of(witnesses), quorum, gate);
        watches.add(watch);
        await(watch.start());
    }

    /** Tries a request each way ; both ways have the same outcome. */
    private String talk(DevPeer peer) {
        Libp2pNetwork network =
                remotes.computeIfAbsent(peer.key().peerId(), id -> network(peer.key(), anybody -> true));
        PeerAddress address = addresses.computeIfAbsent(network.self(), id -> await(network.listen("127.0.0.1", 0)));
        Future<byte[]> inwards = network.request(ownAddress, PROTOCOL, new byte[] {1}, 16, DEADLINE);
        boolean in = outcome(inwards).isEmpty();
        Optional<Reason> outwards = outcome(own.request(address, PROTOCOL, new byte[] {1}, 16, DEADLINE));
        assertThat(outwards).isEqualTo(in ? Optional.empty() : Optional.of(Reason.NOT_ADMITTED));
        return in ? "in" : "out";
    }

    private Libp2pNetwork network(PeerKey key, Admission admission) {
        Libp2pNetwork network = new Libp2pNetwork(vertx, key, admission, LIMITS, PeerNetworkListener.NONE, random);
        network.serve(PROTOCOL, 16, (peer, request) -> Future.succeededFuture(request));
        networks.add(network);
        return network;
    }

    private void awaitState(Predicate<PeerNetworkState> wanted) {
        for (int i = 0; i < 1000 && !wanted.test(await(own.state())); i++) {
            await(vertx.timer(10, TimeUnit.MILLISECONDS));
        }
        assertThat(await(own.state())).matches(wanted);
    }

    private void awaitFresh() {
        for (int i = 0; i < 1000 && !gate.isFresh(); i++) {
            await(vertx.timer(10, TimeUnit.MILLISECONDS));
        }
        assertThat(gate.isFresh()).isTrue();
    }

    private static Optional<Reason> outcome(Future<?> future) {
        try {
            await(future);
            return Optional.empty();
        } catch (PeerException e) {
            return Optional.of(e.reason());
        }
    }

    private static Reason reasonOf(Future<?> future) {
        return outcome(future).orElseThrow();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PeerException peer) {
                throw peer;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("nothing happened within 30 seconds", e);
        }
    }
}
