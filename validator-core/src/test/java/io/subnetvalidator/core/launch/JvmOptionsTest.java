package io.subnetvalidator.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmOptionsTest {

    private static final String HUGE = "-XX:+UseTransparentHugePages";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"always [madvise] never,true", "[always] madvise never,true", "always madvise [never],false"})
    void huge_pages_are_asked_for_where_the_kernel_gives_them(String setting, boolean asked) throws IOException {
        Path file = Files.writeString(directory.resolve("enabled"), setting + "\n");

        assertThat(JvmOptions.required(file).contains(HUGE)).isEqualTo(asked);
    }

    @Test
    void no_huge_pages_are_asked_for_on_a_system_without_the_setting() {
        assertThat(JvmOptions.required(directory.resolve("missing")))
                .doesNotContain(HUGE)
                .contains("--add-modules");
    }
}
