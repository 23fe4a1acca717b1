package io.subnetvalidator.chain.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.types.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The golden vectors of the runtime; tests are skipped where they are absent. */
public final class Vectors {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    public static JsonNode json(String file) {
        try {
            return JSON.readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] hex(String file) {
        return Hex.decode(text(file).strip());
    }

    public static Metadata metadata() {
        return Metadata.decode(hex("metadata-v14.hex"));
    }

    public static Metadata metadataV15() {
        return Metadata.decode(hex("metadata-v15.hex"));
    }

    public static List<String> files() {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(directory().resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        Path directory = Path.of(System.getProperty("shared.dir", "../shared"), "vectors");
        Assumptions.assumeTrue(Files.isDirectory(directory), "golden data not present: " + directory);
        return directory;
    }

    /**
     * Runs a check on every entry of a list; a check that leaves a field of its entry unread fails.
     *
     * @param atLeast how many entries there must be, so that an emptied file is noticed
     */
    public static void each(JsonNode list, int atLeast, Consumer<VectorEntry> check) {
        Assertions.assertThat(list.isArray()).as("a list of vectors").isTrue();
        Assertions.assertThat(list.size()).as("number of vectors").isGreaterThanOrEqualTo(atLeast);
        for (int i = 0; i < list.size(); i++) {
            VectorEntry entry = new VectorEntry(list.get(i), "[" + i + "]");
            check.accept(entry);
            entry.requireAllRead();
        }
    }

    /** Numbers and objects as a parser gives them, so that trees of different origin compare by content. */
    public static JsonNode normal(JsonNode node) {
        try {
            return JSON.readTree(node.toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
