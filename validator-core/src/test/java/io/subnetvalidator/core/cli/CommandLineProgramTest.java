package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.core.error.ServiceError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineProgramTest {

    @Test
    void an_unknown_command_is_wrong_usage_and_names_the_code() {
        StringWriter errors = new StringWriter();
        CommandLine program = CommandLineProgram.commandLine().setErr(new PrintWriter(errors));
        assertThat(program.execute("devnte")).isEqualTo(2);
        assertThat(errors.toString()).contains("SV-1001").contains("devnte");
    }

    @Test
    void help_fits_80_columns_for_every_command() {
        assertThat(ownCommands(CommandLineProgram.commandLine()))
                .hasSizeGreaterThan(10)
                .allSatisfy(command -> assertThat(usageLines(command))
                        .as(command.getCommandName())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80)));
    }

    @Test
    void the_list_of_commands_says_of_each_what_it_does_in_one_whole_sentence() {
        assertThat(ownCommands(CommandLineProgram.commandLine()))
                .allSatisfy(command -> assertThat(
                                command.getCommandSpec().usageMessage().description()[0])
                        .as(command.getCommandName())
                        .endsWith("."));
    }

    @Test
    void a_port_that_cannot_be_is_wrong_input_and_names_the_range() {
        StringWriter errors = new StringWriter();
        CommandLine program = CommandLineProgram.commandLine().setErr(new PrintWriter(errors));
        assertThat(program.execute("devnet", "--port", "99999")).isEqualTo(2);
        assertThat(errors.toString()).contains("SV-1004").contains("--port must be 0 to 65535, not 99999");
    }

    @Test
    void the_configuration_is_explained_in_lines_that_fit_a_terminal() {
        StringWriter out = new StringWriter();
        CommandLine program = CommandLineProgram.commandLine().setOut(new PrintWriter(out));
        assertThat(program.execute("config", "explain", "--subnet", "128001")).isZero();
        assertThat(out.toString()).containsPattern("subnet +128001\\R +flag --subnet; ");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void a_missing_file_is_called_missing() {
        StringWriter errors = new StringWriter();
        CommandLine program = CommandLineProgram.commandLine().setErr(new PrintWriter(errors));
        assertThat(program.execute("verify-proof", "no-such.proof")).isEqualTo(2);
        assertThat(errors.toString()).contains("no-such.proof: there is no such file");
    }

    /** The program and everything below it, but for what the command line library brings. */
    private static List<CommandLine> ownCommands(CommandLine command) {
        List<CommandLine> all = new ArrayList<>(List.of(command));
        command.getSubcommands().values().stream()
                .filter(sub ->
                        sub.getCommandSpec().userObject().getClass().getName().startsWith("io.subnetvalidator."))
                .forEach(sub -> all.addAll(ownCommands(sub)));
        return all;
    }

    @Test
    void bench_kernels_writes_one_json_document_with_every_baseline() throws JsonProcessingException {
        StringWriter written = new StringWriter();
        CommandLine program = CommandLineProgram.commandLine().setOut(new PrintWriter(written));
        assertThat(program.execute(
                        "bench",
                        "kernels",
                        "--json",
                        "--no-block",
                        "--shape",
                        "64x300",
                        "--threads",
                        "2",
                        "--millis",
                        "100"))
                .isZero();
        JsonNode result = JsonForm.mapper().readTree(written.toString());
        assertThat(result.path("limits")).hasSize(1);
        assertThat(result.path("limits").path(0).path("gigabytesPerSecond").asDouble())
                .isPositive();
        assertThat(result.path("products")).hasSize(4).allSatisfy(row -> {
            assertThat(row.path("measures"))
                    .extracting(measure -> measure.path("contender").asText())
                    .containsExactly("scalar", "fp32", "bf16");
            assertThat(row.path("measures"))
                    .allSatisfy(measure ->
                            assertThat(measure.path("equal").asDouble()).isEqualTo(1));
        });
        assertThat(program.execute("bench", "kernels", "--shape", "64by300")).isEqualTo(2);
    }

    @Test
    void error_codes_are_unique_and_every_error_says_what_to_do() {
        assertThat(Arrays.stream(ServiceError.values()).map(ServiceError::code)).doesNotHaveDuplicates();
        assertThat(ServiceError.values()).allSatisfy(error -> {
            assertThat(error.code()).matches("SV-1[0-9]{3}");
            assertThat(error.cause()).endsWith(".");
            assertThat(error.remedy()).endsWith(".");
        });
    }

    private static String[] usageLines(CommandLine command) {
        return command.getUsageMessage().split("\\R");
    }
}
