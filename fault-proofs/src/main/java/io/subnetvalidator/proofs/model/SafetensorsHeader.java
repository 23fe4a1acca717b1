package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decodes and checks the header of a safetensors file: tensors tile the data section without overlap or hole. */
final class SafetensorsHeader {

    /** Longest header accepted, in bytes; a model of 100,000 tensors needs about half of it. */
    static final int MAX_BYTES = 32 << 20;

    static final int MAX_TENSORS = 200_000;
    static final int MAX_RANK = 8;
    static final int MAX_NAME = 512;

    private static final String METADATA = "__metadata__";
    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    private final String file;
    private final long dataBytes;

    private SafetensorsHeader(String file, long dataBytes) {
        this.file = file;
        this.dataBytes = dataBytes;
    }

    /** The tensors in the order of their data. */
    static List<TensorInfo> parse(byte[] json, long dataBytes, String file) {
        return new SafetensorsHeader(file, dataBytes).tensors(json);
    }

    private List<TensorInfo> tensors(byte[] json) {
        if (json.length == 0 || json[0] != '{') {
            throw new ModelException(file + ": the header does not start with '{': not a safetensors file");
        }
        ObjectNode header = StrictJson.parseObject(json, file + ", header");
        if (header.size() > MAX_TENSORS) {
            throw new ModelException(
                    file + ": " + header.size() + " tensors; at most " + MAX_TENSORS + " are accepted");
        }
        List<TensorInfo> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (entry.getKey().equals(METADATA)) {
                requireTexts(entry.getValue());
            } else {
                tensors.add(tensor(entry.getKey(), entry.getValue()));
            }
        }
        tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        requireTiling(tensors);
        return List.copyOf(tensors);
    }

    private void requireTexts(JsonNode metadata) {
        boolean texts = metadata.isObject();
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            texts &= entry.getValue().isTextual();
        }
        if (!texts) {
            throw new ModelException(file + ": " + METADATA + " is not an object of texts");
        }
    }

    private TensorInfo tensor(String name, JsonNode node) {
        if (!isName(name)) {
            throw new ModelException(file + ": a tensor name must have 1 to " + MAX_NAME
                    + " printable ASCII characters without spaces; one has " + name.length());
        }
        Set<String> fields = new HashSet<>();
        node.fieldNames().forEachRemaining(fields::add);
        if (!fields.equals(FIELDS)) {
            throw error(name, "has the fields " + fields + " instead of dtype, shape and data_offsets");
        }
        String dtype = node.path("dtype").asText();
        DataType type = DataType.named(dtype)
                .orElseThrow(() -> error(name, "has the unknown type '" + dtype + "'; known are " + DataType.names()));
        List<Long> shape = numbers(name, "shape", node.path("shape"), MAX_RANK);
        List<Long> offsets = numbers(name, "data_offsets", node.path("data_offsets"), 2);
        if (offsets.size() != 2) {
            throw error(name, "has " + offsets.size() + " data offsets instead of 2");
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (begin > end || end > dataBytes) {
            throw error(
                    name,
                    "claims the bytes " + begin + " to " + end + " of " + dataBytes + " bytes of data"
                            + (end > dataBytes ? ": the file is truncated or its header lies" : ""));
        }
        long expected = bytes(name, type, shape);
        if (expected != end - begin) {
            throw error(
                    name,
                    "of type " + type + " and shape " + TensorInfo.shapeText(shape) + " needs " + expected
                            + " bytes, but its offsets hold " + (end - begin));
        }
        return new TensorInfo(name, type, shape, begin, end);
    }

    private static boolean isName(String name) {
        boolean printable = name.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return !name.isEmpty() && name.length() <= MAX_NAME && printable;
    }

    /** Checks that a name and shape from elsewhere could stand in a header. */
    static void requireShape(String name, List<Long> shape) {
        if (!isName(name) || shape.size() > MAX_RANK || shape.stream().anyMatch(dimension -> dimension < 0)) {
            throw new ModelException("a tensor with a name of " + name.length() + " characters and the shape "
                    + TensorInfo.shapeText(shape) + " cannot stand in a safetensors file");
        }
    }

    private List<Long> numbers(String name, String field, JsonNode node, int limit) {
        if (!node.isArray() || node.size() > limit) {
            throw error(name, "has a " + field + " that is not a list of at most " + limit + " numbers");
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonNode number : node) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw error(
                        name, "has " + number + " in its " + field + ", which is not a whole number from 0 to 2^63-1");
            }
            numbers.add(number.longValue());
        }
        return numbers;
    }

    private long bytes(String name, DataType type, List<Long> shape) {
        try {
            long elements = 1;
            for (long dimension : shape) {
                elements = Math.multiplyExact(elements, dimension);
            }
            return Math.multiplyExact(elements, type.size());
        } catch (ArithmeticException overflow) {
            throw error(name, "has the shape " + TensorInfo.shapeText(shape) + ", which overflows 2^63 bytes");
        }
    }

    private void requireTiling(List<TensorInfo> tensors) {
        long end = 0;
        String before = "the start of the data";
        for (TensorInfo tensor : tensors) {
            if (tensor.begin() < end) {
                throw error(tensor.name(), "overlaps " + before);
            }
            if (tensor.begin() > end) {
                throw error(
                        tensor.name(),
                        "leaves a hole of " + (tensor.begin() - end) + " bytes behind " + before
                                + ", which the format forbids");
            }
            end = tensor.end();
            before = "tensor '" + tensor.name() + "'";
        }
        if (end != dataBytes) {
            throw new ModelException(
                    file + ": " + (dataBytes - end) + " bytes behind the last tensor belong to no tensor");
        }
    }

    private ModelException error(String tensor, String problem) {
        return new ModelException(file + ": tensor '" + tensor + "' " + problem);
    }
}
