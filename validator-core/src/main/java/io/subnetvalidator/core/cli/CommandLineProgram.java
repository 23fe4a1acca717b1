package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.proofs.kernel.UnfitMachineException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code subnet-validator}: parses, runs a command, turns failures into text and an exit code. */
public final class CommandLineProgram {

    private CommandLineProgram() {}

    /** @return the exit code of the process */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new RootCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(TerminalText.WIDTH)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler(CommandLineProgram::wrongUsage)
                .setExecutionExceptionHandler(CommandLineProgram::failed);
    }

    private static int wrongUsage(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        String text = ServiceError.USAGE.code() + ": " + problem.getMessage();
        TerminalText.wrap(text).forEach(command.getErr()::println);
        UnmatchedArgumentException.printSuggestions(problem, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.status();
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        if (known(failure) instanceof ServiceException known) {
            TerminalText.wrap(known.text()).forEach(command.getErr()::println);
            return known.error().exitCode().status();
        }
        command.getErr().println("This is a bug in subnet-validator; please report it with the lines below.");
        failure.printStackTrace(command.getErr());
        return ExitCode.BUG.status();
    }

    /** A refusal of the kernels belongs to the catalogue too, whichever command opened the model. */
    private static Throwable known(Exception failure) {
        Optional<UnfitMachineException> refusal = refusal(failure);
        if (refusal.isPresent()) {
            UnfitMachineException unfit = refusal.get();
            ServiceError error = switch (unfit.reason()) {
                case NO_HARDWARE_FMA -> ServiceError.NO_FAST_FMA;
                case OTHER_BITS -> ServiceError.OTHER_BITS;
            };
            return new ServiceException(error, String.valueOf(unfit.getMessage()), unfit);
        }
        return failure;
    }

    /** Also where what ran the work on another thread has wrapped it. */
    private static Optional<UnfitMachineException> refusal(Throwable failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(UnfitMachineException.class::isInstance)
                .map(UnfitMachineException.class::cast)
                .findFirst();
    }
}
