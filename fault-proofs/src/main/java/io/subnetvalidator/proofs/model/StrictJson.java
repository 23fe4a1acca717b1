package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON of model directories: bounded in size and depth, no key twice, nothing behind the document. */
final class StrictJson {

    private static final ObjectMapper MAPPER = mapper();

    private StrictJson() {}

    /** Reads a JSON object from a file of at most {@code limit} bytes. */
    static ObjectNode readObject(Path file, int limit) {
        return object(read(file, limit), file.toString());
    }

    /** Reads any JSON document from a file of at most {@code limit} bytes. */
    static JsonNode read(Path file, int limit) {
        try {
            return parse(bytes(file, limit), file.toString());
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e, e);
        }
    }

    /** Counts what it reads: devices and pipes have no size to be asked for. */
    static byte[] bytes(Path file, int limit) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(limit + 1);
        }
        if (bytes.length > limit) {
            throw new ModelException(file + " has more than " + limit + " bytes; at most these are accepted");
        }
        return bytes;
    }

    /** Parses a JSON object; {@code where} names the source in errors. */
    static ObjectNode parseObject(byte[] json, String where) {
        return object(parse(json, where), where);
    }

    private static ObjectNode object(JsonNode node, String where) {
        if (!(node instanceof ObjectNode object)) {
            throw new ModelException(where + ": a JSON object is expected");
        }
        return object;
    }

    static JsonNode parse(byte[] json, String where) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ModelException(where + ": not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(where + ": not valid JSON: " + e, e);
        }
    }

    private static ObjectMapper mapper() {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(32)
                .maxStringLength(1 << 20)
                .maxNumberLength(64)
                .maxNameLength(4096)
                .build();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
