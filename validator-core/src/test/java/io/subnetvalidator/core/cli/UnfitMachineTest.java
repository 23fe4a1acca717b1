package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.core.ProgramRun;
import io.subnetvalidator.fixtures.chain.scenario.DevPeer;
import io.subnetvalidator.proofs.kernel.KernelSelfTest;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.PackedMatrix;
import io.subnetvalidator.proofs.kernel.PackedTokens;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A machine on which nobody must be judged is an error of the catalogue, on whatever thread it is found. */
class UnfitMachineTest {

    @TempDir
    private Path directory;

    @Test
    void the_service_does_not_start_without_hardware_fma() throws IOException, InterruptedException {
        Path key = Files.writeString(
                directory.resolve("key"),
                HexFormat.of().formatHex(DevPeer.named("node-1", 1).key().seed()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        ProgramRun run = ProgramRun.of(
                List.of("-XX:-UseFMA"),
                directory,
                "run",
                "--subnet",
                "128001",
                "--model",
                directory.toString(),
                "--hotkey-file",
                key.toString(),
                "--peer-key-file",
                key.toString(),
                "--data-dir",
                directory.resolve("data").toString());
        assertThat(run.err()).contains("SV-1105: ").contains("What to do: ").doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void other_bits_found_on_a_worker_end_with_their_code() {
        StringWriter err = new StringWriter();
        CommandLine program =
                CommandLineProgram.commandLine().addSubcommand(new OnAWorker()).setErr(new PrintWriter(err, true));
        assertThat(program.execute("on-a-worker")).isEqualTo(4);
        assertThat(err.toString()).startsWith("SV-1106: ").doesNotContain("\tat ");
    }

    /** Opens kernels as the service opens its model. */
    @Command(name = "on-a-worker")
    private static final class OnAWorker implements Callable<Integer> {

        @Override
        public Integer call() throws InterruptedException {
            Vertx vertx = Vertx.vertx();
            try {
                return Futures.await(vertx.executeBlocking(
                        () -> {
                            KernelSelfTest.require(new OneUlpOff());
                            return 0;
                        },
                        false));
            } finally {
                Futures.await(vertx.close());
            }
        }
    }

    /** Kernels whose first activation is wrong in its last bit. */
    private static final class OneUlpOff implements Kernels {

        private final Kernels right = Kernels.scalar();

        @Override
        public String name() {
            return "one ulp off";
        }

        @Override
        public void multiply(
                PackedMatrix matrix, PackedTokens x, float[] out, int offset, int stride, int fromPanel, int toPanel) {
            right.multiply(matrix, x, out, offset, stride, fromPanel, toPanel);
        }

        @Override
        public void weightedRows(
                float[] factors,
                int factorsAt,
                int terms,
                float[] x,
                int at,
                int stride,
                float[] out,
                int outAt,
                int width) {
            right.weightedRows(factors, factorsAt, terms, x, at, stride, out, outAt, width);
        }

        @Override
        public void gate(float[] gate, float[] up, int from, int to) {
            right.gate(gate, up, from, to);
            up[from] = Math.nextUp(up[from]);
        }
    }
}
