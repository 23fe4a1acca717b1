package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.proofs.model.ManifestFile;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {

    private static final String WORDS = "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],"
            + "\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"post_processor\":null,\"decoder\":null,"
            + "\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":1,\"quick\":15,\"fox\":7},\"unk_token\":\"a\"}}";

    @TempDir
    private Path directory;

    private String model;

    private record Said(int exitCode, String out, String err) {

        private JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeEach
    void write_model() throws IOException {
        Path path = directory.resolve("model");
        TinyModel.write(path, 5, new TinyShape(64, 32, 48, 2, 4, 2, 64));
        Files.writeString(path.resolve("tokenizer.json"), WORDS);
        model = path.toString();
    }

    @Test
    void a_prompt_computes_what_its_token_ids_compute() throws IOException {
        Path ids = Files.writeString(directory.resolve("ids.json"), "[1,15,7]");
        Said text = run("model", "run", model, "--prompt", "a quick fox", "--out", out("text"), "--json");
        Said list =
                run("model", "run", model, "--ids", ids.toString(), "--prefill", "2", "--out", out("ids"), "--json");
        assertThat(text.exitCode()).isZero();
        assertThat(text.json().get("ids").toString()).isEqualTo("[1,15,7]");
        assertThat(text.json().get("digest")).isEqualTo(list.json().get("digest"));
        assertThat(Path.of(out("text"))).hasSameBinaryContentAs(Path.of(out("ids")));
    }

    @Test
    void ids_or_a_prompt_are_needed_and_not_both() {
        assertThat(run("model", "run", model, "--out", out("x")).exitCode()).isEqualTo(2);
        assertThat(run("model", "run", model, "--ids", "x", "--prompt", "y", "--out", out("x"))
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void a_written_manifest_names_the_model_and_finds_a_changed_weight() throws IOException {
        Path manifest = Path.of(model).resolve(ManifestFile.NAME);
        Said written = run("model", "manifest", model, "--out", manifest.toString(), "--json");
        assertThat(written.exitCode()).isZero();
        assertThat(written.json().get("root").asText())
                .isEqualTo(ManifestFile.read(manifest).root().toString());
        assertThat(run("model", "run", model, "--prompt", "fox", "--out", out("x"))
                        .exitCode())
                .isZero();

        Path weights = Path.of(model).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        byte[] before = Files.readAllBytes(Path.of(out("x")));
        Said refused = run("model", "run", model, "--prompt", "fox", "--out", out("x"));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err().replaceAll("\\s+", " "))
                .contains("the weights of tensor 'model.norm.weight' are not those of manifest.scale");
        // The norm behind the last block is read when all blocks are written already.
        assertThat(Path.of(out("x"))).hasBinaryContent(before);
        assertThat(Path.of(out("x") + ".part")).doesNotExist();
    }

    @Test
    void a_directory_without_a_tokenizer_says_what_to_give_instead() throws IOException {
        Files.delete(Path.of(model).resolve("tokenizer.json"));
        Said said = run("model", "run", model, "--prompt", "fox", "--out", out("x"));
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err().replaceAll("\\s+", " ")).contains("tokenizer.json is missing; give token ids");
    }

    @Test
    void a_file_that_is_named_wrongly_is_blamed_and_not_the_model() throws IOException {
        String none = directory.resolve("none").toString();
        assertBlamed(2, "SV-1004", "--ids " + none + ": there is no such file", "--ids", none, "--out", out("x"));

        String notIds =
                Files.writeString(directory.resolve("words.json"), "[\"fox\"]").toString();
        assertBlamed(
                2, "SV-1004", "--ids " + notIds + ": a JSON array of token ids", "--ids", notIds, "--out", out("x"));

        String nowhere = none + "/x";
        assertBlamed(4, "SV-1107", "--out " + nowhere + ": there is no such", "--prompt", "fox", "--out", nowhere);
        Said manifest = run("model", "manifest", model, "--out", nowhere);
        assertThat(manifest.exitCode()).isEqualTo(4);
        assertThat(manifest.err()).contains("SV-1107");
    }

    private void assertBlamed(int exitCode, String code, String detail, String... options) {
        String[] arguments = Stream.concat(Stream.of("model", "run", model), Stream.of(options))
                .toArray(String[]::new);
        Said said = run(arguments);
        assertThat(said.exitCode()).isEqualTo(exitCode);
        assertThat(said.err()).contains(code);
        assertThat(said.err().replaceAll("\\s+", "")).contains(detail.replaceAll("\\s+", ""));
    }

    private String out(String name) {
        return directory.resolve(name + ".safetensors").toString();
    }

    private static Said run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program =
                CommandLineProgram.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Said(program.execute(arguments), out.toString(), err.toString());
    }
}
