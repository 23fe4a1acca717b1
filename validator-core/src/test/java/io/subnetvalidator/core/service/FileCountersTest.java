package io.subnetvalidator.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCountersTest {

    private static final Epoch EPOCH = Epoch.of(42);

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor worker = vertx.createSharedWorkerExecutor("counters", 1);
    private final PeerId one = peer(1);
    private final PeerId other = peer(2);

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws ExecutionException, InterruptedException, TimeoutException {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void sessions_are_counted_by_server_and_epoch_without_a_gap() throws IOException {
        FileCounters counters = counters();

        assertThat(counters.take(EPOCH, one)).isZero();
        assertThat(counters.take(EPOCH, other)).isZero();
        assertThat(counters.take(EPOCH, one)).isOne();
        assertThat(counters.take(EPOCH.next(), one)).isZero();
        assertThat(counters.take(EPOCH, one)).isEqualTo(2);
    }

    @Test
    void no_number_is_used_again_after_a_restart() throws IOException {
        FileCounters before = counters();
        before.take(EPOCH, one);
        before.take(EPOCH, one);

        assertThat(counters().take(EPOCH, one)).isEqualTo(2);
    }

    @Test
    void a_line_that_a_crash_cut_was_never_used_and_does_not_spoil_the_next_one() throws IOException {
        counters().take(EPOCH, one);
        Path file = directory.resolve("counters-42");
        Files.writeString(file, one.text().substring(0, 20), StandardOpenOption.APPEND);

        assertThat(counters().take(EPOCH, one)).isOne();
        assertThat(counters().take(EPOCH, one)).isEqualTo(2);
        assertThat(Files.readString(file)).isEqualTo((one.text() + "\n").repeat(3));
    }

    @Test
    void a_damaged_file_is_an_error_that_names_it() throws IOException {
        Files.writeString(directory.resolve("counters-42"), "???\n");

        assertThatThrownBy(() -> counters().take(EPOCH, one))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("counters-42");
    }

    @Test
    void files_of_old_epochs_are_removed() throws IOException {
        FileCounters counters = counters();
        for (long epoch = 40; epoch <= 43; epoch++) {
            counters.take(Epoch.of(epoch), one);
        }

        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("counters-42", "counters-43");
    }

    private FileCounters counters() {
        return new FileCounters(directory, worker);
    }

    private static PeerId peer(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return PeerKey.ofSeed(seed).peerId();
    }
}
