package io.subnetvalidator.core.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measurements with named baselines. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures kernels or verification against named baselines, in one run.",
        subcommands = {BenchKernelsCommand.class, BenchVerificationCommand.class})
final class BenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing: kernels or verification");
    }
}
