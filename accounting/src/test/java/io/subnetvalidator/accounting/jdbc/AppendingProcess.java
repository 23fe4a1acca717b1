package io.subnetvalidator.accounting.jdbc;

import io.subnetvalidator.accounting.Given;
import io.subnetvalidator.accounting.LedgerDraft;
import io.subnetvalidator.accounting.LedgerRecord;
import io.subnetvalidator.accounting.ProbeOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that appends to a ledger from several threads until it is killed, and prints each record once it is acknowledged:
 * {@code ack <sequence> <hash>}.
 */
final class AppendingProcess implements AutoCloseable {

    private static final int THREADS = 4;

    private final Process process;
    private final BufferedReader output;

    private AppendingProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    record Ack(long sequence, String hash) {}

    static AppendingProcess start(Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new AppendingProcess(new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    Ack next() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the appending process ended by itself");
        }
        String[] words = line.split(" ", -1);
        return new Ack(Long.parseLong(words[1]), words[2]);
    }

    /** Kills without warning and returns what it had acknowledged until then. */
    List<Ack> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
        List<Ack> rest = new ArrayList<>();
        String line = output.readLine();
        while (line != null) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && words[2].length() == 66) {
                rest.add(new Ack(Long.parseLong(words[1]), words[2]));
            }
            line = output.readLine();
        }
        return rest;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    public static void main(String[] arguments) {
        JdbcLedger ledger = JdbcLedger.open(Path.of(arguments[0]), Given.IDENTITY, Given.NOW);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        for (int t = 0; t < THREADS; t++) {
            long node = t + 1L;
            new Thread(() -> appendForever(ledger, node, out)).start();
        }
    }

    private static void appendForever(JdbcLedger ledger, long node, PrintStream out) {
        for (long round = 0; ; round++) {
            List<LedgerDraft> drafts = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                drafts.add(new LedgerDraft(
                        Given.epoch(round % 7), Given.probe(node, round + "/" + i, ProbeOutcome.ANSWERED, i)));
            }
            for (LedgerRecord record : ledger.append(drafts)) {
                out.println("ack " + record.sequence() + " " + record.hash());
            }
            if (round % 10 == 9 && node == 1) {
                ledger.closeEpoch(Given.epoch(round % 7));
            }
        }
    }
}
