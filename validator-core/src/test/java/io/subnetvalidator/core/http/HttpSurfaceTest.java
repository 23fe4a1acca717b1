package io.subnetvalidator.core.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.core.cli.JsonForm;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.view.Board;
import io.subnetvalidator.core.view.EpochView;
import io.subnetvalidator.core.view.ServiceView;
import io.subnetvalidator.core.view.SwarmView;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSurfaceTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final TestBoard board = new TestBoard();
    private Vertx vertx;
    private HttpSurface surface;

    @BeforeEach
    void listen() throws Exception {
        vertx = Vertx.vertx();
        surface = start(0);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void readiness_says_what_is_missing_and_liveness_does_not_depend_on_it() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("no chain head yet");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        board.ready = true;
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_are_served_in_the_text_format_under_the_product_prefix() throws Exception {
        metrics.heads(42, 40);
        metrics.probe("correct");
        HttpResponse<String> response = get("/metrics");
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(v -> assertThat(v).startsWith("text/plain"));
        assertThat(response.body())
                .contains("subnet_validator_chain_best_block 42.0")
                .contains("subnet_validator_probes_total{verdict=\"correct\"} 1.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void amounts_are_text_so_that_no_reader_rounds_them() throws Exception {
        assertThat(get("/api/v1/epochs/7").body()).contains("\"3\":\"1000000000000000001\"");
    }

    @Test
    void unknown_and_malformed_resources_are_problems_with_a_reason() throws Exception {
        assertThat(get("/api/v1/epochs/8").statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/epochs/x").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/proofs/..%2f..%2fetc%2fpasswd").statusCode()).isEqualTo(404);
        assertThat(get("/dashboard/../../etc/passwd").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").body()).contains("There is nothing at this address");
    }

    @Test
    void the_swarm_is_served_once_the_model_is_known() throws Exception {
        assertThat(get("/api/v1/swarm").statusCode()).isEqualTo(404);
        board.swarm = Optional.of(new SwarmView(
                "at-risk",
                "block 1 depends on node 7 alone",
                List.of(2, 1),
                1,
                List.of(),
                List.of(7L),
                1,
                List.of(List.of(3L, 4L))));
        assertThat(get("/api/v1/swarm").body())
                .contains("\"state\":\"at-risk\"")
                .contains("\"redundancy\":[2,1]")
                .contains("\"firstPairs\":[[");
    }

    @Test
    void a_proof_is_served_by_its_digest() throws Exception {
        assertThat(get("/api/v1/proofs/0xabcd").body()).isEqualTo("proof bytes");
    }

    @Test
    void the_dashboard_asks_nothing_of_other_hosts() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(v -> assertThat(v).contains("default-src 'none'"));
        for (String path : List.of("/", "/dashboard.js", "/dashboard.css")) {
            assertThat(get(path).body()).doesNotContain("http://").doesNotContain("https://");
        }
    }

    @Test
    void on_loopback_a_name_of_another_site_is_refused_so_that_its_pages_cannot_read_here() throws Exception {
        for (String local : List.of("127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080")) {
            assertThat(statusLineFor("GET /api/v1/status HTTP/1.1\r\nHost: " + local + "\r\n\r\n"))
                    .as(local)
                    .contains("200");
        }
        for (String foreign : List.of("evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example")) {
            assertThat(statusLineFor("GET /api/v1/status HTTP/1.1\r\nHost: " + foreign + "\r\n\r\n"))
                    .as(foreign)
                    .contains("421");
        }
    }

    @Test
    void connections_that_ask_nothing_give_way_to_those_that_do() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (Socket busy = new Socket(InetAddress.getLoopbackAddress(), surface.port())) {
            busy.setSoTimeout(10_000);
            busy.getOutputStream().write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            BufferedReader events = new BufferedReader(new InputStreamReader(busy.getInputStream(), US_ASCII));
            assertThat(events.readLine()).contains("200");
            for (int i = 0; i < 300; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), surface.port()));
            }
            Socket oldest = silent.get(0);
            oldest.setSoTimeout(10_000);
            assertThat(oldest.getInputStream().read()).isEqualTo(-1);
            assertThat(get("/livez").statusCode()).isEqualTo(200);
            assertThat(events.readLine())
                    .as("a stream that is being served goes on")
                    .isNotNull();
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private String statusLineFor(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), surface.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine());
        }
    }

    @Test
    void the_dashboard_needs_nothing_that_its_content_policy_forbids_and_its_script_finds_every_element()
            throws Exception {
        String page = get("/").body();
        assertThat(page).doesNotContainPattern(" style=| on[a-z]+=|<style|<script>");
        String script = get("/dashboard.js").body();
        assertThat(script).doesNotContain("innerHTML").doesNotContain("eval(");
        List<String> ids = Pattern.compile("byId\\('([a-z]+)'\\)")
                .matcher(script)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(ids).hasSizeGreaterThan(10).allSatisfy(id -> assertThat(page).contains("id=\"" + id + "\""));
        assertThat(page).doesNotContainPattern("<th>|<th class");
    }

    @Test
    void a_taken_port_is_an_error_of_the_catalogue_that_names_the_address() {
        assertThatThrownBy(() -> start(surface.port()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.error()).isEqualTo(ServiceError.PORT_OCCUPIED))
                .hasMessageContaining("127.0.0.1:" + surface.port());
    }

    private HttpSurface start(int port) throws Exception {
        return HttpSurface.listen(vertx, "127.0.0.1", port, board, metrics, JsonForm.mapper())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + surface.port() + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static final class TestBoard implements Board {
        private Optional<SwarmView> swarm = Optional.empty();
        private volatile boolean ready;

        @Override
        public ServiceView current() {
            EpochView epoch = new EpochView(
                    7,
                    Optional.of(3L),
                    Optional.of(1L),
                    5,
                    5,
                    1.0,
                    Map.of(3L, new BigInteger("1000000000000000001")),
                    Map.of(),
                    false,
                    false);
            List<String> missing = ready ? List.of() : List.of("no chain head yet");
            return new ServiceView(
                    "test",
                    "0x00",
                    "HOSKINSON",
                    128_001,
                    42,
                    40,
                    7,
                    2,
                    20,
                    ready,
                    missing,
                    List.of(),
                    List.of(),
                    swarm,
                    List.of(epoch),
                    List.of(),
                    List.of());
        }

        @Override
        public Optional<byte[]> proof(String digest) {
            return digest.equals("0xabcd")
                    ? Optional.of("proof bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    : Optional.empty();
        }
    }
}
