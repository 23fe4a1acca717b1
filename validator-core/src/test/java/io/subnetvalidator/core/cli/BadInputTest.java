package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.fixtures.chain.DevChain;
import io.subnetvalidator.fixtures.chain.DevChainConfig;
import io.subnetvalidator.fixtures.chain.node.ChainNode;
import io.subnetvalidator.fixtures.chain.rpc.RpcServer;
import io.subnetvalidator.fixtures.chain.scenario.ChainDriver;
import io.subnetvalidator.fixtures.chain.scenario.DevKeys;
import io.subnetvalidator.fixtures.chain.scenario.DevPeer;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPlan;
import io.subnetvalidator.fixtures.chain.scenario.SubnetPreparation;
import io.subnetvalidator.fixtures.chain.spec.Field;
import io.subnetvalidator.fixtures.chain.spec.PalletDeclaration;
import io.subnetvalidator.fixtures.chain.spec.RuntimeInterface;
import io.subnetvalidator.fixtures.chain.spec.TypeExpression;
import io.subnetvalidator.fixtures.chain.spec.Variant;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator reads when something given to `run` is wrong; every case is a real chain, file or socket. */
class BadInputTest {

    private static final String SECRET_OF_NOBODY = "11".repeat(32);

    /** Enough for the fee of the transfer that leaves it, too little for a consensus call. */
    private static final BigInteger KEPT = BigInteger.valueOf(1_000_000_000L);

    @TempDir
    private static Path shared;

    private static Vertx vertx;
    private static DevChain chain;
    private static Path model;

    @TempDir
    private Path directory;

    private final Map<String, String> options = new TreeMap<>();

    private record Said(int exitCode, String err) {}

    @BeforeAll
    static void prepare() throws Exception {
        vertx = Vertx.vertx();
        chain = await(DevChain.start(vertx, DevChainConfig.onDemand()));
        SubnetPreparation.prepare(chain, SubnetPlan.local(4, 0));
        model = shared.resolve("model");
        TinyModel.write(model, 1, TinyShape.DEFAULT.withBlocks(2));
    }

    @AfterAll
    static void close() throws Exception {
        await(chain.close());
        await(vertx.close());
    }

    @BeforeEach
    void goodOptions() throws IOException {
        options.put("--chain", chain.endpoint().toString());
        options.put("--subnet", "128001");
        options.put("--hotkey-file", key("hot", DevKeysSecret.hotkey(1)));
        options.put(
                "--peer-key-file", key("peer", DevPeer.named("node-1", 1).key().seed()));
        options.put("--model", model.toString());
        options.put("--data-dir", directory.resolve("data").toString());
        options.put("--http", "127.0.0.1:0");
        options.put("--listen", "127.0.0.1:0");
    }

    @Test
    void an_endpoint_where_nobody_listens() {
        options.put("--chain", "ws://127.0.0.1:1");
        expect(4, "SV-1201", "127.0.0.1:1");
    }

    @Test
    void an_endpoint_that_is_no_chain() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread refusing = new Thread(() -> answerOnceWithHttp(silent), "http");
            refusing.start();
            options.put("--chain", "ws://127.0.0.1:" + silent.getLocalPort());
            expect(4, "SV-1201", "127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void an_endpoint_of_another_chain_names_both_hashes() {
        String other = "0x" + "ab".repeat(32);
        options.put("--genesis", other);
        expect(4, "SV-1202", other, chain.genesisHash().toString());
    }

    @Test
    void a_subnet_that_does_not_exist() {
        options.put("--subnet", "128002");
        expect(2, "SV-1204", "128002");
    }

    @Test
    void a_hotkey_without_a_node() throws IOException {
        options.put("--hotkey-file", key("stranger", HexFormat.of().parseHex(SECRET_OF_NOBODY)));
        expect(2, "SV-1205", AccountKey.parse(SECRET_OF_NOBODY).account().toString());
    }

    @Test
    void a_runtime_whose_consensus_calls_have_another_shape() throws Exception {
        ChainNode node = new ChainNode(
                withArgumentAdded("propose_attestation"),
                DevChainConfig.onDemand().election(),
                DevChainConfig.onDemand().genesisTime(),
                0);
        HttpServer server = await(RpcServer.start(vertx, node, "another runtime", 0));
        try {
            options.put("--chain", "ws://127.0.0.1:" + server.actualPort());
            expect(4, "SV-1203", "propose_attestation(subnet_id: u32", "later: u32", "signs nothing");
            assertThat(node.best().number()).as("blocks made for a call").isZero();
            assertThat(directory.resolve("data"))
                    .as("files of a service that must not start")
                    .doesNotExist();
        } finally {
            await(server.close());
        }
    }

    @Test
    void a_hotkey_that_cannot_pay_the_fee_that_is_withheld() throws Exception {
        DevChain poor = await(DevChain.start(vertx, DevChainConfig.onDemand()));
        try {
            SubnetPreparation.prepare(poor, SubnetPlan.local(3, 0));
            AccountKey hotkey = DevKeys.create().hotkey(1);
            BigInteger left = leaveLessThanTheFee(poor, hotkey);
            options.put("--chain", poor.endpoint().toString());
            expect(4, "SV-1206", hotkey.account().toString(), "holds " + left + " units", "1000000500");
            assertThat(directory.resolve("data"))
                    .as("files of a service that must not start")
                    .doesNotExist();
        } finally {
            await(poor.close());
        }
    }

    @Test
    void a_peer_key_that_is_not_the_registered_one() throws IOException {
        options.put(
                "--peer-key-file", key("other", DevPeer.named("node-2", 1).key().seed()));
        expect(2, "SV-1003", DevPeer.named("node-1", 1).key().peerId().text());
    }

    @Test
    void a_key_file_that_is_missing_or_holds_something_else() throws IOException {
        options.put("--hotkey-file", directory.resolve("missing").toString());
        expect(2, "SV-1301", "missing");
        options.put("--hotkey-file", key("short", new byte[5]));
        expect(2, "SV-1301", "64 hexadecimal digits");
    }

    @Test
    void ports_that_are_taken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            options.put("--listen", address);
            expect(4, "SV-1101", address);
            options.put("--listen", "127.0.0.1:0");
            options.put("--http", address);
            expect(4, "SV-1101", address);
        }
    }

    @Test
    void a_data_directory_that_cannot_be_made() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        options.put("--data-dir", file.resolve("below").toString());
        expect(4, "SV-1102", file.toString());
    }

    @Test
    void a_model_whose_file_is_cut_short_or_lies_about_itself() throws IOException {
        byte[] whole = Files.readAllBytes(model.resolve("model.safetensors"));
        corrupt(java.util.Arrays.copyOf(whole, whole.length - 1));
        expect(2, "SV-1601", "model.safetensors");
        byte[] huge = whole.clone();
        ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        corrupt(huge);
        expect(2, "SV-1601", "model.safetensors");
        corrupt(replaced(whole, "model.norm.weight", "model.nurm.weight"));
        expect(2, "SV-1601", "model.norm.weight");
    }

    @Test
    void an_unknown_policy_for_foreign_proposals() {
        options.put("--foreign", "sometimes");
        expect(2, "SV-1003", "sometimes", "flag --foreign");
    }

    private void corrupt(byte[] weights) throws IOException {
        Path broken = Files.createDirectories(directory.resolve("broken"));
        Files.copy(
                model.resolve("config.json"),
                broken.resolve("config.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.write(broken.resolve("model.safetensors"), weights);
        options.put("--model", broken.toString());
    }

    private static byte[] replaced(byte[] bytes, String name, String by) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(name, by).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void expect(int exitCode, String... parts) {
        Said said = run();
        assertThat(said.err().lines()).allSatisfy(BadInputTest::fitsTheTerminal);
        // Lines are broken between words.
        assertThat(said.err().replaceAll("\\s+", " "))
                .contains(parts)
                .contains("What to do: ")
                .doesNotContain(SECRET_OF_NOBODY);
        assertThat(said.exitCode()).isEqualTo(exitCode);
    }

    /** Only a word that has to stay whole, such as a path, may reach beyond. */
    private static void fitsTheTerminal(String line) {
        assertThat(line.length() <= 80 || !line.strip().contains(" ")).as(line).isTrue();
    }

    /** The runtime's interface, with one more argument of type {@code u32} behind those of a consensus call. */
    private static RuntimeInterface withArgumentAdded(String callName) {
        RuntimeInterface known = RuntimeInterface.hoskinson();
        UnaryOperator<Variant> change = call -> call.name().equals(callName)
                ? new Variant(
                        call.index(),
                        call.name(),
                        Stream.concat(
                                        call.fields().stream(),
                                        Stream.of(new Field("later", new TypeExpression.Named("u32"))))
                                .toList())
                : call;
        return new RuntimeInterface(
                known.types(),
                known.pallets().stream()
                        .map(pallet -> pallet.name().equals("Network")
                                ? new PalletDeclaration(
                                        pallet.index(),
                                        pallet.name(),
                                        pallet.storage(),
                                        pallet.calls().stream().map(change).toList(),
                                        pallet.events(),
                                        pallet.errors(),
                                        pallet.constants())
                                : pallet)
                        .toList(),
                known.extrinsic());
    }

    /** Sends away what the hotkey holds, but for too little; @return the units that are left. */
    private static BigInteger leaveLessThanTheFee(DevChain chain, AccountKey hotkey) {
        ChainDriver driver = new ChainDriver(chain.node());
        Value sent = Value.of(free(driver, hotkey).subtract(KEPT));
        Bytes call = driver.call(
                "Balances",
                "transfer_keep_alive",
                Map.of("dest", Value.of(DevKeys.create().owner().account()), "value", sent));
        driver.run(List.of(new ChainDriver.Signed(hotkey, call, "empty the hotkey")));
        return free(driver, hotkey);
    }

    private static BigInteger free(ChainDriver driver, AccountKey account) {
        return driver.storage("System", "Account", Value.of(account.account()))
                .orElseThrow()
                .field("data")
                .field("free")
                .asInteger();
    }

    private Said run() {
        List<String> args = new ArrayList<>(List.of("run"));
        options.forEach((flag, value) -> args.addAll(List.of(flag, value)));
        StringWriter err = new StringWriter();
        CommandLine program = CommandLineProgram.commandLine().setErr(new PrintWriter(err, true));
        return new Said(program.execute(args.toArray(String[]::new)), err.toString());
    }

    private String key(String name, byte[] secret) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, HexFormat.of().formatHex(secret));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private static void answerOnceWithHttp(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(1);
        } catch (IOException endOfTest) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** Secrets of the public development accounts, which the fixtures hand out as keys only. */
    private static final class DevKeysSecret {

        /** Hotkey of node 1 of the development mnemonic (path m/44'/60'/0'/0/101). */
        private static final String HOTKEY_1 = "4a1dfd4c025caee5bf8d1ebef87c7c0240a7297e128d7027deed6f2846693ae9";

        static byte[] hotkey(int node) {
            assertThat(AccountKey.parse(HOTKEY_1).account())
                    .isEqualTo(DevKeys.create().hotkey(node).account());
            return HexFormat.of().parseHex(HOTKEY_1);
        }
    }
}
