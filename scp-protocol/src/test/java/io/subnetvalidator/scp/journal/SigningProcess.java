package io.subnetvalidator.scp.journal;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.scp.protocol.Duty;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that signs every duty of every epoch, from the last one it remembers on, each process something of its own, and prints
 * what it released. It goes on until it is killed.
 */
final class SigningProcess implements AutoCloseable {

    static final JournalOwner OWNER =
            new JournalOwner(Blake2b.hash256(new byte[] {1}), SubnetId.of(128_001), NodeId.of(3));

    private final Process process;
    private final BufferedReader out;

    /** A signature that was released. */
    record Released(Duty duty, Epoch epoch, Hash256 digest) {}

    private SigningProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static SigningProcess start(Path directory, int number) throws IOException {
        return new SigningProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SigningProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(number))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next signature that the process released. */
    Released next() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the signing process ended by itself");
        }
        return parse(line);
    }

    /** Kills the process at whatever it is doing and returns what it had said before. */
    List<Released> kill() throws IOException, InterruptedException {
        // Unlike the process itself, its handle leaves what was printed to be read.
        process.toHandle().destroyForcibly();
        List<Released> rest = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c == '\n') {
                rest.add(parse(text.toString()));
                text.setLength(0);
            } else {
                text.append((char) c);
            }
        }
        process.waitFor();
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Released parse(String line) {
        String[] parts = line.split(" ", -1);
        return new Released(Duty.valueOf(parts[0]), Epoch.of(Long.parseLong(parts[1])), Hash256.parse(parts[2]));
    }

    public static void main(String[] args) {
        int number = Integer.parseInt(args[1]);
        try (FileSigningJournal journal = FileSigningJournal.open(Path.of(args[0]), OWNER)) {
            long epoch = journal.last(Duty.ATTESTATION)
                    .map(signed -> signed.epoch().value())
                    .orElse(0L);
            while (true) {
                epoch++;
                for (Duty duty : Duty.values()) {
                    sign(journal, duty, Epoch.of(epoch), number);
                }
            }
        }
    }

    private static void sign(FileSigningJournal journal, Duty duty, Epoch epoch, int number) {
        Hash256 digest = Blake2b.hash256((duty + " " + epoch + " " + number).getBytes(StandardCharsets.US_ASCII));
        try {
            journal.release(duty, epoch, digest);
        } catch (JournalException refused) {
            if (refused.fault() != JournalException.Fault.REFUSED) {
                throw refused;
            }
            // A process before this one signed this duty and was killed before it came to the others.
            return;
        }
        System.out.print(duty + " " + epoch + " " + digest + "\n");
        System.out.flush();
    }
}
