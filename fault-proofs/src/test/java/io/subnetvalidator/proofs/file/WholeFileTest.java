package io.subnetvalidator.proofs.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    private Path directory;

    @Test
    void content_takes_the_place_of_what_was_there_and_nothing_is_left_beside_it() throws IOException {
        Path file = Files.writeString(directory.resolve("result"), "old");
        Path written = WholeFile.write(file, part -> {
            assertThat(file).hasContent("old");
            return Files.writeString(part, "new");
        });
        assertThat(written).isEqualTo(directory.resolve("result.part")).doesNotExist();
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
        assertThat(file).hasContent("new");
    }

    @Test
    void a_failure_half_way_leaves_what_was_there() throws IOException {
        Path file = Files.writeString(directory.resolve("result"), "old");
        assertThatThrownBy(() -> WholeFile.write(file, part -> {
                    Files.writeString(part, "half");
                    throw new IllegalStateException("the rest is not to be had");
                }))
                .hasMessage("the rest is not to be had");
        assertThat(file).hasContent("old");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void what_cannot_be_written_is_found_before_there_is_anything_to_write() throws IOException {
        Path file = directory.resolve("result");
        WholeFile.requireWritable(file);
        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(() -> WholeFile.requireWritable(directory.resolve("none/result")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> WholeFile.requireWritable(directory)).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> WholeFile.write(directory, new byte[1])).hasMessageContaining("it is a folder");
    }

    @Test
    void a_pipe_or_device_is_written_to_and_not_replaced() throws IOException {
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            WholeFile.requireWritable(device);
            WholeFile.write(device, new byte[3]);
            assertThat(Files.isRegularFile(device)).isFalse();
        }
    }
}
