package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofIdentityTest {

    @TempDir
    private Path directory;

    @Test
    void jvms_of_every_setting_and_version_at_hand_make_the_same_proofs_byte_for_byte()
            throws IOException, InterruptedException {
        TinyModel.write(directory, 1, new TinyShape(64, 32, 64, 3, 4, 2, 32));
        Path own = Path.of(System.getProperty("java.home"));
        Map<String, String> printed = new LinkedHashMap<>();
        for (List<String> options : List.of(
                List.<String>of(),
                List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"),
                List.of("-XX:TieredStopAtLevel=1"),
                List.of("-Xint"))) {
            printed.put(own + " " + options, run(own, options));
        }
        for (Path other : others(own)) {
            printed.put(other.toString(), run(other, List.of()));
        }

        assertThat(printed.values())
                .allSatisfy(digests -> assertThat(digests).matches("0x\\p{XDigit}{64} 0x\\p{XDigit}{64}"));
        assertThat(printed.values().stream().distinct()).as("%s", printed).hasSize(1);
    }

    /** JDKs installed beside this one that can run the same classes. */
    private static List<Path> others(Path own) throws IOException {
        Path parent = own.toRealPath().getParent();
        if (parent == null) {
            return List.of();
        }
        List<Path> others = new ArrayList<>();
        try (Stream<Path> installed = Files.list(parent)) {
            for (Path home : installed
                    .filter(path -> !Files.isSymbolicLink(path))
                    .sorted()
                    .toList()) {
                if (!home.equals(own.toRealPath()) && feature(home.resolve("release")) >= 17) {
                    others.add(home);
                }
            }
        }
        return others;
    }

    /** The feature version that a JDK says of itself; 0 when it says nothing. */
    private static int feature(Path release) throws IOException {
        if (!Files.exists(release)) {
            return 0;
        }
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    private String run(Path home, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), ProofPrinter.class.getName(), directory.toString()));
        Path err = directory.resolve("err.txt");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        return out;
    }
}
