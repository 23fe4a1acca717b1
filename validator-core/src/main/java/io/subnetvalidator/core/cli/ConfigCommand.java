package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.config.ResolvedSetting;
import io.subnetvalidator.core.config.Settings;
import io.subnetvalidator.core.error.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the service would run with. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Shows the configuration.",
        subcommands = ConfigCommand.Explain.class)
final class ConfigCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing: explain");
    }

    /** Every setting, its value and its source. */
    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Prints every setting, its value and where it came from.")
    static final class Explain implements Callable<Integer> {

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private SettingOptions settings;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private GlobalOptions options;

        /** One setting in JSON. */
        record Line(String key, String value, String source, String flag, String environment, String meaning) {}

        @Override
        public Integer call() {
            Settings resolved = settings.resolve();
            List<Line> lines = resolved.all().stream().map(Explain::line).toList();
            options.result(lines);
            if (!options.json()) {
                lines.forEach(line -> {
                    options.say(
                            String.format("%-20s %s", line.key(), line.value().isEmpty() ? "(not set)" : line.value()));
                    TerminalText.wrap("    " + line.source() + "; " + line.meaning())
                            .forEach(options::say);
                });
            }
            return ExitCode.DONE.status();
        }

        private static Line line(ResolvedSetting setting) {
            return new Line(
                    setting.setting().key(),
                    setting.value(),
                    setting.source(),
                    setting.setting().flag(),
                    setting.setting().environmentVariable(),
                    setting.setting().meaning());
        }
    }
}
