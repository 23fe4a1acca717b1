package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.fixtures.chain.DevChain;
import io.subnetvalidator.fixtures.chain.DevChainConfig;
import io.subnetvalidator.fixtures.chain.scenario.DevKeys;
import io.subnetvalidator.fixtures.chain.scenario.DevPeer;
import io.subnetvalidator.fixtures.chain.scenario.NodePlan;
import io.subnetvalidator.fixtures.chain.scenario.PreparedSubnet;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPlan;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPreparation;
import io.subnetvalidator.fixtures.node.Fault;
import io.subnetvalidator.fixtures.node.NodeArithmetic;
import io.subnetvalidator.fixtures.node.NodeLimits;
import io.subnetvalidator.fixtures.node.ReferenceNode;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.scp.inference.InferenceServer;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerNetworkLimits;
import io.subnetvalidator.scp.p2p.PeerNetworkListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * One probe against a real chain and real nodes: node 1 asks, node 2 serves the first two blocks, node 3 the others, node 4 too but with
 * other weights, and node 5 is registered and serves nothing.
 */
class ProbeCommandTest {

    private static final int NODES = 5;
    private static final long BLOCK_MS = 100;

    @TempDir
    private static Path shared;

    private static final List<Libp2pNetwork> NETWORKS = new ArrayList<>();
    private static Vertx vertx;
    private static DevChain chain;
    private static Path model;
    private static List<DevPeer> peers;
    private static List<NodeId> ids;

    @TempDir
    private Path directory;

    private final Map<String, String> options = new TreeMap<>();

    private record Said(int exitCode, String out, String err) {

        JsonNode json() throws IOException {
            return JsonForm.mapper().readTree(out);
        }
    }

    @BeforeAll
    static void startSubnet() throws Exception {
        vertx = Vertx.vertx();
        model = shared.resolve("model");
        TinyModel.write(model, 1, TinyShape.DEFAULT.withBlocks(4));
        peers = new ArrayList<>();
        for (int n = 1; n <= NODES; n++) {
            PeerKey key = DevPeer.named("node-" + n, 1).key();
            Libp2pNetwork network = new Libp2pNetwork(
                    vertx,
                    key,
                    peer -> true,
                    PeerNetworkLimits.defaults(),
                    PeerNetworkListener.NONE,
                    new SecureRandom());
            NETWORKS.add(network);
            peers.add(new DevPeer(key, await(network.listen("127.0.0.1", 0)).port()));
        }
        DevKeys keys = DevKeys.create();
        List<NodePlan> plans = new ArrayList<>();
        for (int n = 1; n <= NODES; n++) {
            plans.add(NodePlan.of(
                    keys.coldkey(n), keys.hotkey(n), peers.get(n - 1).info()));
        }
        chain = await(DevChain.start(vertx, DevChainConfig.onDemand()));
        PreparedSubnet subnet = SubnetPreparation.prepare(chain, SubnetPlan.of(plans, List.of()));
        ids = subnet.validators().stream().map(PreparedSubnet.Member::id).toList();
        ReferenceModel reference = ReferenceModel.open(model);
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("nodes", 1);
        serve(subnet, reference, workers, 2, 0, Fault.NONE);
        serve(subnet, reference, workers, 3, 2, Fault.NONE);
        serve(subnet, reference, workers, 4, 2, Fault.INT8);
        chain.startTimer(BLOCK_MS);
    }

    private static void serve(
            PreparedSubnet subnet, ReferenceModel reference, WorkerExecutor workers, int n, int block, Fault fault) {
        InferenceServer.serve(
                NETWORKS.get(n - 1),
                new ReferenceNode(
                        new ReferenceNode.Registration(chain.genesisHash(), subnet.id(), ids.get(n - 1)),
                        peers.get(n - 1).key(),
                        reference,
                        new BlockSpan(block, 2),
                        NodeArithmetic.EXACT,
                        fault,
                        NodeLimits.defaults(),
                        workers,
                        () -> System.nanoTime() / 1_000_000));
    }

    @AfterAll
    static void stopSubnet() throws Exception {
        await(chain.close());
        for (Libp2pNetwork network : NETWORKS) {
            await(network.close());
        }
        await(vertx.close());
    }

    @BeforeEach
    void goodOptions() throws IOException {
        options.put("--chain", chain.endpoint().toString());
        options.put("--subnet", "128001");
        options.put("--peer-key-file", key(peers.get(0).key()));
        options.put("--model", model.toString());
        // Nodes hold the probing key to one salt and to numbers used once in an epoch, so all tests share what keeps
        // both.
        Path data = Files.createDirectories(shared.resolve("data"));
        options.put("--data-dir", data.toString());
    }

    @Test
    void an_honest_node_passes_whether_its_whole_span_or_an_opened_block_is_checked() throws IOException {
        Said whole = run(id(3), "--json");
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.json().path("verdict").asText()).isEqualTo("correct");
        assertThat(whole.json().path("checked").asText()).isEqualTo("whole-span");
        assertThat(whole.json().path("span").asText()).isEqualTo("2-3");
        assertThat(whole.json().path("millis")).hasSize(4);

        Said opened = run(peers.get(2).key().peerId().text(), "--json", "--open");
        assertThat(opened.exitCode()).as(opened.err()).isZero();
        assertThat(opened.json().path("checked").asText()).isEqualTo("opened");
        assertThat(opened.json().path("node").asText()).isEqualTo(id(3));
    }

    @Test
    void a_node_with_other_weights_is_proved_wrong_and_the_proof_holds_for_anybody() throws IOException {
        Path proof = directory.resolve("node-4.proof");
        Said probed = run(id(4), "--proof-out", proof.toString());
        assertThat(probed.exitCode()).as(probed.err()).isEqualTo(3);
        assertThat(probed.out())
                .contains("verdict  faulty")
                .contains("the answer differs from the exact reference")
                .contains("proof    " + proof);
        assertThat(probed.out().lines()).allSatisfy(ProbeCommandTest::fitsTheTerminal);
        Said verified = execute(List.of("verify-proof", "--model", model.toString(), proof.toString()));
        assertThat(verified.exitCode()).as(verified.out()).isZero();
    }

    @Test
    void a_node_that_serves_nothing_fails_and_says_why_without_a_verdict() throws IOException {
        Said probed = run(id(5), "--json", "--timeout", "5");
        assertThat(probed.exitCode()).as(probed.err()).isEqualTo(3);
        assertThat(probed.json().path("answer").asText()).isEqualTo("silent");
        assertThat(probed.json().path("verdict").asText()).isEqualTo("none");
        assertThat(probed.json().path("reason").asText()).startsWith("it announces nothing: ");
    }

    @Test
    void a_node_can_be_asked_at_another_address_where_it_has_to_be_who_it_is() throws IOException {
        String elsewhere = "/ip4/127.0.0.1/tcp/" + peers.get(1).port() + "/p2p/"
                + peers.get(2).key().peerId();
        Said probed = run(elsewhere, "--json");
        assertThat(probed.exitCode()).as(probed.err()).isEqualTo(3);
        assertThat(probed.json().path("reason").asText()).contains("instead of");
    }

    @Test
    void every_probe_takes_the_next_number_also_of_another_process_with_its_data() throws IOException {
        Map<Path, List<String>> before = counters();
        run(id(3));
        run(id(3));
        List<String> added = new ArrayList<>();
        counters()
                .forEach((file, lines) -> added.addAll(
                        lines.subList(before.getOrDefault(file, List.of()).size(), lines.size())));
        String second = peers.get(1).key().peerId().text();
        String third = peers.get(2).key().peerId().text();
        assertThat(added).containsExactly(second, third, second, third);
    }

    private static Map<Path, List<String>> counters() throws IOException {
        Path directory = shared.resolve("data").resolve("probe-counters");
        Map<Path, List<String>> counters = new TreeMap<>();
        if (Files.exists(directory)) {
            try (var files = Files.list(directory)) {
                files.forEach(file -> counters.put(file, lines(file).toList()));
            }
        }
        return counters;
    }

    @Test
    void a_node_that_cannot_be_meant_is_refused_and_those_there_are_are_listed() {
        refused("99", 2, "SV-1207", "no such node", ids.toString());
        refused("node-3", 2, "SV-1207", "'node-3' names no node");
        refused("/ip4/127.0.0.1/tcp/9", 2, "SV-1207", "/p2p/");
        refused(id(1), 2, "SV-1207", "the one whose peer key asks");
    }

    @Test
    void what_is_missing_or_wrong_is_said_with_its_code() throws IOException {
        options.put("--chain", "ws://127.0.0.1:1");
        refused(id(3), 4, "SV-1201", "127.0.0.1:1");
        options.put("--chain", chain.endpoint().toString());
        options.put("--subnet", "128002");
        refused(id(3), 2, "SV-1204", "128002");
        options.put("--subnet", "128001");
        options.put("--peer-key-file", key(PeerKey.ofSeed(HexFormat.of().parseHex("22".repeat(32)))));
        refused(id(3), 2, "SV-1003", "nodes answer nobody else");
        options.remove("--peer-key-file");
        refused(id(3), 2, "SV-1003", "give --peer-key-file");
        options.put("--peer-key-file", directory.resolve("none").toString());
        refused(id(3), 2, "SV-1301", "none");
        options.put("--peer-key-file", key(peers.get(0).key()));
        options.put("--model", directory.resolve("nowhere").toString());
        refused(id(3), 2, "SV-1601", "nowhere");
        options.put("--steps", "0");
        refused(id(3), 2, "SV-1004", "--steps must be 1 or more");
    }

    private void refused(String node, int exitCode, String... parts) {
        Said said = run(node);
        assertThat(said.err().lines()).allSatisfy(ProbeCommandTest::fitsTheTerminal);
        assertThat(said.err().replaceAll("\\s+", " ")).contains(parts).contains("What to do: ");
        assertThat(said.exitCode()).isEqualTo(exitCode);
    }

    /** Only a word that has to stay whole, such as a path, may reach beyond. */
    private static void fitsTheTerminal(String line) {
        assertThat(line.length() <= 80 || line.strip().split(" +").length <= 2)
                .as(line)
                .isTrue();
    }

    private static String id(int n) {
        return ids.get(n - 1).toString();
    }

    private static java.util.stream.Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Said run(String node, String... more) {
        List<String> args = new ArrayList<>(List.of("probe", node));
        options.forEach((flag, value) -> args.addAll(List.of(flag, value)));
        args.addAll(List.of(more));
        return execute(args);
    }

    private static Said execute(List<String> args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = CommandLineProgram.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exitCode = program.execute(args.toArray(String[]::new));
        return new Said(exitCode, out.toString(), err.toString());
    }

    private String key(PeerKey key) throws IOException {
        Path file = directory.resolve("peer-" + key.peerId().shortText().replace("/", ""));
        Files.writeString(file, HexFormat.of().formatHex(key.seed()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
