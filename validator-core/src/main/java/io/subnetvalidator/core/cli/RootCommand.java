package io.subnetvalidator.core.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a command. */
@Command(
        name = "subnet-validator",
        description = "Keeps Hypertensor subnets honest: probes nodes, proves wrong answers, scores and attests.",
        versionProvider = VersionText.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DevnetCommand.class,
            RunCommand.class,
            ProbeCommand.class,
            VerifyProofCommand.class,
            ProfileCommand.class,
            BenchCommand.class,
            ModelCommand.class,
            LedgerCommand.class,
            ConfigCommand.class,
            AutoComplete.GenerateCompletion.class,
            HelpCommand.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0 done, 1 a bug, 2 wrong usage or configuration,",
            "  3 what was checked is not so, 4 environment, 130 interrupted"
        })
final class RootCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
