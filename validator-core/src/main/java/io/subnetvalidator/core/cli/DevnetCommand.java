package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.devnet.Devnet;
import io.subnetvalidator.core.devnet.DevnetOptions;
import io.subnetvalidator.core.devnet.DevnetSummary;
import io.subnetvalidator.core.devnet.FaultPlan;
import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a whole subnet in this process. */
@Command(
        name = "devnet",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a whole subnet in one process, with a dashboard.",
            "It is made of a development chain, nodes that serve a tiny real model, some of",
            "them cheating, and validators that find out. With --epochs it ends by itself;",
            "exit code 0 then means that every epoch was attested, every planted computation",
            "fault was convicted and no honest node was. Ctrl-C ends it with a summary."
        })
final class DevnetCommand implements Callable<Integer> {

    private static final long STOP_SECONDS = 10;

    @Option(names = "--nodes", defaultValue = "8", description = "Subnet nodes (default ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--validators",
            defaultValue = "5",
            description = "How many of the nodes also validate (default ${DEFAULT-VALUE}); the others only serve.")
    private int validators;

    @Option(
            names = "--epochs",
            defaultValue = "0",
            description = "End after this many settled subnet epochs; 0 runs until interrupted (default).")
    private int epochs;

    @Option(
            names = "--block-ms",
            defaultValue = "500",
            description = "Milliseconds between blocks (default ${DEFAULT-VALUE}).")
    private long blockMs;

    @Option(
            names = "--numeric",
            defaultValue = "exact",
            paramLabel = "CLASS",
            description = {
                "Arithmetic of all nodes: exact, strict, wide, matched-eager or matched-fused",
                "(default ${DEFAULT-VALUE}). All but exact are emulated bf16 hardware, judged by",
                "profiles that are calibrated at the start."
            })
    private String numeric = "";

    @Option(
            names = "--faults",
            defaultValue = "int8:1,skip-block:1",
            paramLabel = "LIST",
            description = {
                "Planted faults, for example int8:2,offline:1, or none.",
                "Default ${DEFAULT-VALUE}. An unknown name lists all."
            })
    private String faults = "";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port of the dashboard on 127.0.0.1; 0 for any (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the tiny model (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--attach",
            paramLabel = "FILE",
            description = "Use a running development chain and its registered nodes, described by this ready file.")
    private @Nullable Path attach;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where ledgers, journals, proofs and the model go; a new temporary directory by default.")
    private @Nullable Path directory;

    @Option(names = "--model", paramLabel = "DIR", description = "Serve this model instead of a tiny one.")
    private @Nullable Path model;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private GlobalOptions options;

    @Override
    public Integer call() throws InterruptedException {
        DevnetOptions wanted = devnetOptions();
        Path log = wanted.directory().resolve("devnet.log");
        LogFile.redirect(log);
        options.progress("log        " + log);
        Promise<Void> interrupted = Promise.promise();
        CountDownLatch summarised = new CountDownLatch(1);
        Thread ending = new Thread(() -> end(interrupted, summarised), "end");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            DevnetSummary summary = Devnet.run(wanted, options.mapper(), options::progress, interrupted.future());
            options.result(summary);
            if (!options.json()) {
                SummaryText.lines(summary).forEach(options::say);
            }
            return (summary.asExpected() ? ExitCode.DONE : ExitCode.NOT_SO).status();
        } finally {
            summarised.countDown();
        }
    }

    /** Runs when the process is told to stop: the summary of what was seen until then is still printed. */
    private static void end(Promise<Void> interrupted, CountDownLatch summarised) {
        interrupted.tryComplete();
        try {
            summarised.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DevnetOptions devnetOptions() {
        try {
            Map<String, Integer> planted =
                    faults.equals("none") ? Map.of() : FaultPlan.parse(faults, Devnet.faultNames());
            return new DevnetOptions(
                    nodes,
                    validators,
                    epochs,
                    blockMs,
                    numeric,
                    planted,
                    port,
                    seed,
                    Optional.ofNullable(attach),
                    dataDirectory(),
                    Optional.ofNullable(model));
        } catch (IllegalArgumentException e) {
            throw new ServiceException(ServiceError.INPUT_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private Path dataDirectory() {
        try {
            return directory == null
                    ? Files.createTempDirectory("subnet-validator-devnet-")
                    : Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ServiceException(
                    ServiceError.DATA_DIRECTORY, "--data-dir " + directory + ": " + FileTrouble.text(e), e);
        }
    }
}
