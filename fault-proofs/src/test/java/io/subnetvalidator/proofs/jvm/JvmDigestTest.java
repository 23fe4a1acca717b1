package io.subnetvalidator.proofs.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.model.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** One digest over a whole transformer block in fresh JVMs, whatever their version, compiler, vector width and threads. */
class JvmDigestTest {

    /** Published: a JVM setting that computes anything else is wrong. */
    private static final Hash256 DIGEST =
            Hash256.parse("0x2dee3a6cb02edcc2bec39b0c72c8f645ed678e825d9b0f3cf20e3ce6c00a7c66");

    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final long LIMIT_SECONDS = 300;

    /** How a JVM is started, and on how many threads it computes. */
    private record Setting(Jdk jdk, List<String> options, int threads) {

        @Override
        public String toString() {
            String text = String.join(" ", options).replace(VECTORS, "vectors");
            return String.format("JDK %d  %d thr  %s", jdk.feature(), threads, text.isEmpty() ? "plain" : text);
        }
    }

    @TempDir
    private static Path directory;

    @BeforeAll
    static void write_model() {
        TinyModel.write(directory, 20261125, BlockDigest.SHAPE);
    }

    @Test
    void compilers_vector_widths_and_threads_of_this_jdk_give_the_published_digest(TestReporter reporter) {
        Jdk jdk = Jdk.current();
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting(jdk, List.of(VECTORS), 2));
        settings.add(new Setting(jdk, List.of("-XX:TieredStopAtLevel=1"), 1));
        settings.add(new Setting(jdk, List.of("-Xint"), 2));
        if (x86()) {
            settings.add(new Setting(jdk, List.of(VECTORS, "-XX:UseAVX=2"), 1));
        }
        requireOneDigest(settings, reporter);
    }

    @Test
    void other_jdks_give_the_published_digest(TestReporter reporter) {
        List<Jdk> others = Jdk.found().stream()
                .filter(jdk -> jdk.feature() != Jdk.current().feature())
                .toList();
        assumeTrue(!others.isEmpty(), "no other JDK from 17 on is beside this one or named by JAVA_HOME variables");
        requireOneDigest(
                others.stream()
                        .map(jdk -> new Setting(jdk, List.of(VECTORS), 2))
                        .toList(),
                reporter);
    }

    @Test
    @Tag("slow")
    void every_jdk_compiler_vector_width_and_thread_count_gives_the_published_digest(TestReporter reporter) {
        List<Setting> settings = new ArrayList<>();
        for (Jdk jdk : Jdk.found()) {
            for (List<String> modules : List.of(List.of(VECTORS), List.<String>of())) {
                for (List<String> options : options()) {
                    for (int threads = 1; threads <= 2; threads++) {
                        List<String> all = new ArrayList<>(modules);
                        all.addAll(options);
                        settings.add(new Setting(jdk, all, threads));
                    }
                }
            }
        }
        requireOneDigest(settings, reporter);
    }

    private static List<List<String>> options() {
        List<List<String>> options = new ArrayList<>(List.of(
                List.of(), List.of("-XX:TieredStopAtLevel=1"), List.of("-Xint"), List.of("-XX:-TieredCompilation")));
        if (x86()) {
            for (int avx = 0; avx <= 3; avx++) {
                options.add(List.of("-XX:UseAVX=" + avx));
            }
        }
        return options;
    }

    private static boolean x86() {
        return List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    }

    private static void requireOneDigest(List<Setting> settings, TestReporter reporter) {
        List<String> table = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Setting setting : settings) {
            long start = System.nanoTime();
            List<String> lines = run(setting);
            String row = String.format(
                    "%-50s %5.1f s  %s", setting, (System.nanoTime() - start) / 1e9, String.join("  ", lines));
            table.add(row);
            if (!lines.contains("digest=" + DIGEST)) {
                wrong.add(row);
            }
        }
        String text = String.join("\n", table);
        System.out.println(text);
        reporter.publishEntry("settings", text);
        assertThat(wrong).isEmpty();
    }

    private static List<String> run(Setting setting) {
        List<String> command = new ArrayList<>();
        command.add(setting.jdk().java().toString());
        command.addAll(setting.options());
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), BlockDigest.class.getName()));
        command.addAll(List.of(directory.toString(), String.valueOf(setting.threads())));
        try {
            Path errors = directory.resolve("errors.txt");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("%s ended", setting).isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", setting, Files.readString(errors))
                    .isZero();
            return Arrays.stream(output.split("\\R"))
                    .filter(line -> line.matches("(digest|kernels|fma)=.*"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
