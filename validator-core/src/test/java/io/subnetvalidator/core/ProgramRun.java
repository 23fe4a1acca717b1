package io.subnetvalidator.core;

import io.subnetvalidator.core.launch.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, as a user starts it. */
public record ProgramRun(int exitCode, String out, String err) {

    /** Runs until it prints a line to standard error that holds {@code text}, tells it to stop, and waits for the end. */
    public static ProgramRun stoppedAfter(String text, String... args) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(args)).start();
        StringBuilder err = new StringBuilder();
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                err.append(line).append('\n');
                if (line.contains(text)) {
                    // Not the process itself: that would close its streams too.
                    process.toHandle().destroy();
                }
                line = lines.readLine();
            }
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ProgramRun(process.waitFor(), out, err.toString());
    }

    /** Runs to the end; {@code directory} takes what the process prints. */
    public static ProgramRun of(Path directory, String... args) throws IOException, InterruptedException {
        return of(List.of(), directory, args);
    }

    /** As above, in a JVM with these options beside its own. */
    public static ProgramRun of(List<String> jvmOptions, Path directory, String... args)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        List<String> command = command(args);
        command.addAll(1, jvmOptions);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int exitCode = process.waitFor();
        return new ProgramRun(
                exitCode, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private static List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
