package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.config.Setting;
import io.subnetvalidator.core.config.Settings;
import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.service.NodeName;
import io.subnetvalidator.core.service.NodeProbe;
import io.subnetvalidator.core.service.ProbeOptions;
import io.subnetvalidator.core.service.ProbeReport;
import io.subnetvalidator.core.text.NativeTokenizer;
import io.subnetvalidator.core.text.TokenizerException;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.ProofFile;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Probes one node once. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Probes one node now and judges what it answers.",
            "The session is one of the service: it goes through the nodes before the target",
            "and is signed with the peer key of a registered node. Nothing is sent to the",
            "chain. Exit code 0 only if the node answered everything and rightly."
        })
final class ProbeCommand implements Callable<Integer> {

    private static final String PROBES = "probes";

    @Parameters(
            paramLabel = "NODE",
            description = "Node id, peer id, or /ip4/.../tcp/.../p2p/... to ask elsewhere than registered.")
    @SuppressWarnings("NullAway.Init")
    private String node;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SubnetOptions settings;

    @Option(
            names = "--prompt",
            order = 21,
            paramLabel = "TEXT",
            description =
                    "Text to begin with, turned into token ids by the model's tokenizer.json; random ids by default.")
    private @Nullable String prompt;

    @Option(
            names = "--steps",
            order = 22,
            paramLabel = "N",
            defaultValue = "4",
            description = "Tokens to generate; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--open",
            order = 23,
            description = "Have the node open one block that a later chain block draws, and check that"
                    + " instead of its whole span.")
    private boolean open;

    @Option(
            names = "--timeout",
            order = 24,
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Time a node has for one step; default ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--proof-out",
            order = 25,
            paramLabel = "FILE",
            description = "Where a fault proof goes; default: DIGEST.proof in the folder probes of the data directory.")
    private @Nullable Path proofOut;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private GlobalOptions options;

    @Override
    public Integer call() throws InterruptedException {
        Settings resolved = settings.resolve();
        requireAtLeastOne("--steps", steps);
        requireAtLeastOne("--timeout", timeout);
        proofOutput().ifPresent(OutputFile::requireWritable);
        ProbeOptions probe =
                ProbeOptions.of(resolved, target(), promptIds(resolved), steps, open, Duration.ofSeconds(timeout));
        Vertx vertx = Vertx.vertx();
        try {
            ProbeReport report = Futures.await(
                    NodeProbe.run(vertx, probe, options::progress, proof -> keep(probe.dataDirectory(), proof)));
            options.result(report);
            if (!options.json()) {
                say(report);
            }
            return (report.passed() ? ExitCode.DONE : ExitCode.NOT_SO).status();
        } finally {
            Futures.await(vertx.close());
        }
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new ServiceException(ServiceError.INPUT_INVALID, option + " must be 1 or more, not " + value);
        }
    }

    private NodeName target() {
        try {
            return NodeName.parse(node);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    ServiceError.PROBE_TARGET_UNKNOWN, "'" + node + "' names no node: " + e.getMessage(), e);
        }
    }

    private Optional<List<Integer>> promptIds(Settings resolved) {
        String text = prompt;
        if (text == null) {
            return Optional.empty();
        }
        try {
            int[] ids =
                    NativeTokenizer.in(Path.of(resolved.require(Setting.MODEL))).ids(text);
            return Optional.of(Arrays.stream(ids).boxed().toList());
        } catch (TokenizerException e) {
            throw new ServiceException(ServiceError.MODEL_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private Path keep(Path dataDirectory, FaultProof proof) {
        OutputFile named = proofOutput().orElseGet(() -> inProbes(dataDirectory, proof));
        return named.write(file -> {
            ProofFile.write(file, proof);
            return file;
        });
    }

    private Optional<OutputFile> proofOutput() {
        return Optional.ofNullable(proofOut).map(file -> new OutputFile("--proof-out", file));
    }

    private static OutputFile inProbes(Path dataDirectory, FaultProof proof) {
        OutputFile folder = new OutputFile("--data-dir", dataDirectory.resolve(PROBES));
        return new OutputFile("proof", folder.write(Files::createDirectories).resolve(proof.digest() + ".proof"));
    }

    private void say(ProbeReport report) {
        options.say("node     " + report.node() + " at " + report.address());
        report.span()
                .ifPresent(span -> options.say(
                        "serves   blocks " + span + ", " + report.profile().orElse("") + " arithmetic"));
        options.say("answer   " + report.answer());
        if (!report.millis().isEmpty()) {
            options.say("time     " + report.millis().get(0) + " ms for " + report.promptTokens() + " tokens, then "
                    + report.millis().subList(1, report.millis().size()) + " ms each");
        }
        options.say("checked  " + report.checked());
        options.say("verdict  " + report.verdict());
        TerminalText.wrap("  " + report.reason()).forEach(options::say);
        report.proofFile().ifPresent(file -> options.say("proof    " + file));
    }
}
