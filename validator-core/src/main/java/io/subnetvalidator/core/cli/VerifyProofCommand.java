package io.subnetvalidator.core.cli;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.ProfileFile;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.verdict.Assumption;
import io.subnetvalidator.proofs.verdict.KnownProfiles;
import io.subnetvalidator.proofs.verdict.ModelUnderTest;
import io.subnetvalidator.proofs.verdict.OpenedModel;
import io.subnetvalidator.proofs.verdict.ProofCheck;
import io.subnetvalidator.proofs.verdict.ProofFile;
import io.subnetvalidator.proofs.verdict.ProofScope;
import io.subnetvalidator.proofs.verdict.ProofVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Re-executes fault proofs offline. */
@Command(
        name = "verify-proof",
        mixinStandardHelpOptions = true,
        description = {
            "Re-executes fault proofs, offline.",
            "Says for each whether it is valid, invalid, undecidable or inadmissible, and",
            "why, and names what only the chain can confirm, which is not checked.",
            "Exit code 0 only if every proof is valid."
        })
final class VerifyProofCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Fault proof files.")
    private List<Path> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Directory of the model that the proofs are about; without it a wrong computation is undecidable.")
    private @Nullable Path model;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "A comparison profile the subnet accepts beside bit equality; repeatable.")
    private List<Path> profiles = List.of();

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private GlobalOptions options;

    /**
     * One line of the JSON result.
     *
     * @param notChecked what a valid proof takes for granted and only a chain can confirm
     * @param millis time of the check, without reading the model's manifest
     */
    record Checked(
            String file,
            String result,
            String reason,
            @Nullable String digest,
            List<String> notChecked,
            long millis) {}

    @Override
    public Integer call() {
        ProofVerifier verifier = new ProofVerifier(knownProfiles(), openModel(), ProofScope.ANYWHERE);
        List<Checked> results = new ArrayList<>();
        for (Path file : files) {
            Checked checked = check(verifier, file);
            results.add(checked);
            options.say(checked.result() + ": " + checked.file());
            TerminalText.wrap("  " + checked.reason()).forEach(options::say);
            checked.notChecked()
                    .forEach(one ->
                            TerminalText.wrap("  not checked offline: " + one).forEach(options::say));
            options.progress("checked in " + checked.millis() + " ms");
        }
        options.result(results);
        boolean allValid = results.stream().allMatch(r -> r.result().equals("valid"));
        return (allValid ? ExitCode.DONE : ExitCode.NOT_SO).status();
    }

    private static Checked check(ProofVerifier verifier, Path file) {
        byte[] bytes;
        try {
            bytes = ProofFile.read(file);
        } catch (IOException e) {
            throw new ServiceException(ServiceError.PROOF_UNREADABLE, file + ": " + FileTrouble.text(e), e);
        }
        long start = System.nanoTime();
        ProofCheck check = verifier.verify(bytes);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        String digest =
                check instanceof ProofCheck.Valid valid ? valid.proof().digest().toString() : null;
        return new Checked(
                file.toString(),
                check.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                check.reason(),
                digest,
                check instanceof ProofCheck.Valid valid
                        ? valid.proof().charge().assumptions().stream()
                                .map(Assumption::text)
                                .toList()
                        : List.of(),
                millis);
    }

    private Optional<ModelUnderTest> openModel() {
        if (model == null) {
            return Optional.empty();
        }
        try {
            OpenedModel opened = OpenedModel.open(model);
            long start = System.nanoTime();
            Hash256 root = opened.root();
            options.progress("model " + root.shortText() + " hashed in "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
            return Optional.of(opened);
        } catch (ModelException e) {
            throw new ServiceException(ServiceError.MODEL_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private KnownProfiles knownProfiles() {
        KnownProfiles known = KnownProfiles.builtIn();
        for (Path file : profiles) {
            known = known.with(readProfile(file));
        }
        return known;
    }

    private static ComparisonProfile readProfile(Path file) {
        try {
            return ProfileFile.read(file);
        } catch (IOException e) {
            throw new ServiceException(ServiceError.INPUT_INVALID, "--profile " + file + ": " + FileTrouble.text(e), e);
        }
    }
}
