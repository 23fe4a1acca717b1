package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All tensors of a model directory, whether in one file or in shards with an index. */
final class TensorStore {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final long MAX_INDEX_BYTES = 64 << 20;
    private static final int MAX_SHARDS = 10_000;

    private final Path directory;
    private final Map<String, Located> tensors;

    private TensorStore(Path directory, Map<String, Located> tensors) {
        this.directory = directory;
        this.tensors = tensors;
    }

    /** A tensor and the file it lies in. */
    record Located(SafetensorsFile file, TensorInfo info) {

        ByteBuffer map(long from, int length) {
            return file.map(info, from, length);
        }

        PieceGrid grid() {
            return PieceGrid.of(info.name(), info.type(), info.shape());
        }

        int dimension(int index) {
            return Math.toIntExact(info.shape().get(index));
        }
    }

    static TensorStore open(Path directory) {
        Path index = directory.resolve(INDEX);
        if (Files.exists(index)) {
            return sharded(directory, index);
        }
        Path single = directory.resolve(SINGLE);
        if (!Files.exists(single)) {
            throw new ModelException(directory + " holds neither " + SINGLE + " nor " + INDEX
                    + ": a Hugging Face model directory with safetensors weights is needed");
        }
        Map<String, Located> tensors = new TreeMap<>();
        SafetensorsFile file = SafetensorsFile.open(single);
        file.tensors().forEach(info -> tensors.put(info.name(), new Located(file, info)));
        return new TensorStore(directory, tensors);
    }

    /** Tensors by name. Names are ASCII, so this is the order of their bytes. */
    Map<String, Located> all() {
        return tensors;
    }

    /** The tensor of this name. */
    Located require(String name) {
        @Nullable Located tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelException(directory + ": tensor '" + name + "' is missing");
        }
        return tensor;
    }

    /** Checks that these tensors are there, with exactly these shapes and of types that can be computed with. */
    void requireAll(Map<String, List<Long>> shapes) {
        shapes.forEach((name, shape) -> {
            Located tensor = require(name);
            TensorInfo info = tensor.info();
            if (!info.type().isWeight()) {
                throw new ModelException(tensor.file().path() + ": tensor '" + name + "' is of type " + info.type()
                        + "; the reference computation takes F32, BF16 and F16");
            }
            if (!info.shape().equals(shape)) {
                throw new ModelException(tensor.file().path() + ": tensor '" + name + "' has the shape "
                        + TensorInfo.shapeText(info.shape()) + ", config.json asks for " + TensorInfo.shapeText(shape));
            }
        });
    }

    private static TensorStore sharded(Path directory, Path index) {
        ObjectNode json = StrictJson.readObject(index, MAX_INDEX_BYTES);
        JsonNode map = json.path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new ModelException(index + ": no weight_map that assigns tensors to files");
        }
        Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
        Map<String, Located> tensors = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shardName = shardName(index, entry);
            SafetensorsFile shard =
                    shards.computeIfAbsent(shardName, name -> SafetensorsFile.open(directory.resolve(name)));
            if (shards.size() > MAX_SHARDS) {
                throw new ModelException(index + " names more than " + MAX_SHARDS + " files");
            }
            TensorInfo info = shard.tensor(entry.getKey())
                    .orElseThrow(() -> new ModelException(shard.path() + ": tensor '" + entry.getKey()
                            + "' is missing, " + INDEX + " places it there"));
            tensors.put(entry.getKey(), new Located(shard, info));
        }
        requireNoStrays(index, List.copyOf(shards.values()), tensors);
        return new TensorStore(directory, tensors);
    }

    private static String shardName(Path index, Map.Entry<String, JsonNode> entry) {
        String name = entry.getValue().isTextual() ? entry.getValue().textValue() : "";
        if (!name.matches("[A-Za-z0-9._-]{1,255}") || !name.endsWith(".safetensors")) {
            throw new ModelException(index + ": tensor '" + entry.getKey() + "' is placed in " + entry.getValue()
                    + ", which is not the name of a .safetensors file in the same directory");
        }
        return name;
    }

    /** A tensor in two shards, or in a shard but not in the index, would make the model ambiguous. */
    private static void requireNoStrays(Path index, List<SafetensorsFile> shards, Map<String, Located> tensors) {
        Set<String> seen = new HashSet<>();
        for (SafetensorsFile shard : shards) {
            for (TensorInfo info : shard.tensors()) {
                Located located = tensors.get(info.name());
                if (located == null || !seen.add(info.name())) {
                    throw new ModelException(shard.path() + ": tensor '" + info.name() + "' "
                            + (located == null ? "is not listed in " + index.getFileName() : "lies in two files"));
                }
            }
        }
    }
}
