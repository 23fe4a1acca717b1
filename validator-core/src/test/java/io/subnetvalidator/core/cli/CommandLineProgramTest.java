package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.core.error.ServiceError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
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
        CommandLine program = CommandLineProgram.commandLine();
        assertThat(usageLines(program)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        program.getSubcommands()
                .forEach((name, command) -> assertThat(usageLines(command))
                        .as(name)
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80)));
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
