package io.subnetvalidator.core.cli;

import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerExport;
import io.subnetvalidator.accounting.LedgerVerification;
import io.subnetvalidator.accounting.jdbc.JdbcLedgerView;
import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The ledger of a data directory, read beside a running service or without one. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Checks or exports the ledger of a data directory.",
        subcommands = {LedgerCommand.Verify.class, LedgerCommand.Export.class})
final class LedgerCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing: verify or export");
    }

    private static <T> T reading(Path directory, Function<JdbcLedgerView, T> work) {
        try (JdbcLedgerView ledger = JdbcLedgerView.open(directory)) {
            return work.apply(ledger);
        } catch (LedgerException e) {
            throw new ServiceException(ServiceError.LEDGER_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Walks the chain of hashes. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks the hash chain; exit code 3 names the first entry that does not hold.")
    static final class Verify implements Callable<Integer> {

        @Parameters(paramLabel = "DIR", description = "Data directory of a validator.")
        @SuppressWarnings("NullAway.Init")
        private Path directory;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private GlobalOptions options;

        @Override
        public Integer call() {
            return reading(directory, ledger -> {
                LedgerVerification result = ledger.verify();
                Map<String, Object> json = new TreeMap<>();
                json.put("identity", ledger.identity().toString());
                if (result instanceof LedgerVerification.Intact intact) {
                    json.put("intact", true);
                    json.put("entries", intact.entries());
                    json.put("head", ledger.head().hash().toString());
                    options.say("intact: " + intact.entries() + " entries of " + ledger.identity());
                    options.say("newest hash " + ledger.head().hash());
                } else if (result instanceof LedgerVerification.Broken broken) {
                    json.put("intact", false);
                    json.put("sequence", broken.sequence());
                    json.put("reason", broken.reason());
                    options.say("broken at entry " + broken.sequence() + ": " + broken.reason());
                }
                options.result(json);
                return (result instanceof LedgerVerification.Intact ? ExitCode.DONE : ExitCode.NOT_SO).status();
            });
        }
    }

    /** Prints the entries. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Prints the entries to standard output.")
    static final class Export implements Callable<Integer> {

        /** Forms of an export. */
        enum Form {
            JSONL,
            CSV
        }

        @Parameters(paramLabel = "DIR", description = "Data directory of a validator.")
        @SuppressWarnings("NullAway.Init")
        private Path directory;

        @Option(names = "--form", defaultValue = "jsonl", description = "jsonl (default) or csv.")
        @SuppressWarnings("NullAway.Init")
        private Form form;

        @Option(names = "--from", defaultValue = "0", paramLabel = "N", description = "First entry (default 0).")
        private long from;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private GlobalOptions options;

        @Override
        public Integer call() {
            return reading(directory, ledger -> {
                if (form == Form.CSV) {
                    LedgerExport.csv(ledger, from, options.target());
                } else {
                    LedgerExport.jsonLines(ledger, from, options.target());
                }
                options.target().flush();
                return ExitCode.DONE.status();
            });
        }
    }
}
