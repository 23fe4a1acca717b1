package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ProfileCommandTest {

    @TempDir
    private Path directory;

    private record Said(int exitCode, String out, String err) {

        private JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeEach
    void write_model() {
        TinyModel.write(directory.resolve("model"), 5, new TinyShape(64, 32, 48, 2, 4, 2, 64));
    }

    @Test
    void a_calibration_says_how_far_it_is_and_what_it_wrote_and_show_reads_it_back() throws IOException {
        Said calibrated = calibrate("first", "--kind", "strict", "--json");
        Said shown = run("profile", "show", file("first"), "--json");

        assertThat(calibrated.exitCode()).isZero();
        assertThat(calibrated.err()).contains("of 990 probes");
        assertThat(calibrated.json().get("digest")).isEqualTo(shown.json().get("digest"));
        assertThat(shown.json().get("bands").get(0).get("most").intValue()).isEqualTo(2);
        assertThat(shown.json().get("guarantee").get("alpha").doubleValue()).isEqualTo(0.02);
        assertThat(run("profile", "show", file("first")).out())
                .contains("judges  STRICT")
                .contains("tokens  1 to 2");
    }

    @Test
    void equal_arguments_give_equal_bytes_and_another_seed_others() {
        calibrate("first", "--kind", "matched", "--rounding", "fused");
        calibrate("again/first", "--kind", "matched", "--rounding", "fused");
        calibrate("other/first", "--kind", "matched", "--rounding", "fused", "--seed", "2");

        assertThat(Path.of(file("again/first"))).hasSameBinaryContentAs(Path.of(file("first")));
        assertThat(run("profile", "show", file("other/first")).out())
                .isNotEqualTo(run("profile", "show", file("first")).out());
    }

    @Test
    void what_cannot_be_calibrated_is_refused_with_the_reason() {
        assertThat(calibrate("x", "--kind", "exact").err()).contains("SV-1004", "bears no noise");
        assertThat(calibrate("x", "--kind", "matched").err()).contains("SV-1004", "rounding points");
        assertThat(calibrate("x", "--kind", "strict", "--depth", "3").err()).contains("model of 2");
        assertThat(calibrate("x", "--kind", "strict", "--alpha", "0.0001").err())
                .contains("least 46050");
        assertThat(calibrate("x", "--kind", "strict", "--bands", "1..2").err()).contains("1..2");
        assertThat(run("profile").exitCode()).isEqualTo(2);
        assertThat(run("bench").err()).contains("verification");
    }

    @Test
    void a_file_that_cannot_be_written_is_found_before_anything_is_measured() {
        String nowhere = directory.resolve("none/x.profile").toString();
        Said said = run(
                "profile",
                "calibrate",
                "--model",
                directory.resolve("no-model").toString(),
                "--kind",
                "strict",
                "--depth",
                "2",
                "--out",
                nowhere);
        assertThat(said.exitCode()).isEqualTo(4);
        assertThat(said.err().replaceAll("\\s+", " ")).contains("SV-1107", "--out " + nowhere + ": there is no such");
    }

    private Said calibrate(String name, String... more) {
        Path out = Path.of(file(name));
        File folder = out.toAbsolutePath().toFile().getParentFile();
        assertThat(folder != null && (folder.isDirectory() || folder.mkdirs())).isTrue();
        List<String> args = new ArrayList<>(List.of(
                "profile", "calibrate", "--model", directory.resolve("model").toString(), "--out", out.toString()));
        List<String> given = List.of(more);
        if (!given.contains("--depth")) {
            args.addAll(List.of("--depth", "2"));
        }
        if (!given.contains("--bands")) {
            args.addAll(List.of("--bands", "1-2"));
        }
        if (!given.contains("--alpha")) {
            args.addAll(List.of("--alpha", "0.02"));
        }
        args.addAll(List.of("--probes", "396"));
        args.addAll(given);
        return run(args.toArray(String[]::new));
    }

    private String file(String name) {
        return directory.resolve(name + ".profile").toString();
    }

    private static Said run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program =
                CommandLineProgram.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = program.execute(args);
        return new Said(exitCode, out.toString(), err.toString());
    }
}
