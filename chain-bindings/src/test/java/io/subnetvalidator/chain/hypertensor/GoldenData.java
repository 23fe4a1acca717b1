package io.subnetvalidator.chain.hypertensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.types.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Data of a real runtime, kept beside the checkout. */
final class GoldenData {

    private static final Path DIRECTORY = Path.of(System.getProperty("shared.dir", "../shared"), "vectors");

    private GoldenData() {}

    static byte[] metadata() {
        return Hex.decode(read("metadata-v14.hex").strip());
    }

    static JsonNode json(String file) {
        try {
            return new ObjectMapper().readTree(read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        Path path = DIRECTORY.resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "golden data not present: " + path);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
