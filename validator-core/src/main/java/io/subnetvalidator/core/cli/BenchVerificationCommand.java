package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.proofs.bench.BenchModel;
import io.subnetvalidator.proofs.bench.VerificationBench;
import io.subnetvalidator.proofs.bench.VerificationReport;
import io.subnetvalidator.proofs.bench.VerificationTable;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the comparison catches. */
@Command(
        name = "verification",
        mixinStandardHelpOptions = true,
        description = {
            "Judges honest hardware and attacks on a synthetic model.",
            "Shows false positives, detection, sequential tests, and two other rules on the",
            "same answers. Takes about ten minutes; equal on every machine."
        })
final class BenchVerificationCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "Fewer probes, about a minute.")
    private boolean quick;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private GlobalOptions options;

    @Override
    public Integer call() {
        VerificationBench.Plan plan = quick ? VerificationBench.Plan.QUICK : VerificationBench.Plan.FULL;
        VerificationReport report = measure(plan);
        options.result(report);
        if (!options.json()) {
            VerificationTable.lines(report).forEach(options::say);
        }
        return ExitCode.DONE.status();
    }

    private VerificationReport measure(VerificationBench.Plan plan) {
        try (BenchModel bench = BenchModel.create()) {
            return new VerificationBench(bench, plan, options::progress).run();
        } catch (UncheckedIOException e) {
            throw new ServiceException(ServiceError.DATA_DIRECTORY, String.valueOf(e.getMessage()), e);
        }
    }
}
