package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.types.Hash256;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All tensors of a model directory, whether in one file or in shards with an index. */
final class TensorStore {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final int MAX_INDEX_BYTES = 64 << 20;
    private static final int MAX_SHARDS = 10_000;

    private final Path directory;
    private final Map<String, Located> tensors;

    private final @Nullable ModelManifest manifest;
    private final Set<String> verified = ConcurrentHashMap.newKeySet();

    private TensorStore(Path directory, Map<String, Located> tensors, @Nullable ModelManifest manifest) {
        this.directory = directory;
        this.tensors = tensors;
        this.manifest = manifest;
    }

    /** A tensor, the file it lies in and the bytes of it that were mapped so far. */
    record Located(SafetensorsFile file, TensorInfo info, LongAdder mapped) {

        Located(SafetensorsFile file, TensorInfo info) {
            this(file, info, new LongAdder());
        }

        ByteBuffer map(long from, int length) {
            mapped.add(length);
            return file.map(info, from, length);
        }

        PieceGrid grid() {
            return PieceGrid.of(info.name(), info.type(), info.shape());
        }

        int dimension(int index) {
            return Math.toIntExact(info.shape().get(index));
        }
    }

    /**
     * The tensors of a directory.
     *
     * @throws ModelException when one that a model of these settings needs is missing or has another shape
     */
    static TensorStore of(Path directory, ModelConfig config) {
        TensorStore store = open(directory);
        store.requireAll(BlockFamily.of(config, store.tensors.keySet()).shapes());
        return store;
    }

    private static TensorStore open(Path directory) {
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
        return new TensorStore(directory, tensors, null);
    }

    /** Tensors by name. Names are ASCII, so this is the order of their bytes. */
    Map<String, Located> all() {
        return tensors;
    }

    /**
     * The same tensors, each to be compared with this manifest when it is loaded.
     *
     * @throws ModelException when the manifest does not list exactly these tensors
     */
    TensorStore verifiedBy(ModelManifest expected) {
        requireDescribed(expected);
        return new TensorStore(directory, tensors, expected);
    }

    /** All rows of a tensor, to be compared with the manifest if there is one. */
    RowReader rows(String name) {
        return new RowReader(require(name), expected(name));
    }

    /**
     * Compares a tensor with the manifest, if there is one, when called for the first time.
     *
     * @throws ModelException when it is another one
     */
    void requireVerified(String name) {
        if (manifest == null || verified.contains(name)) {
            return;
        }
        Located tensor = require(name);
        RowReader rows = rows(name);
        for (long row = 0; row < tensor.grid().rows(); row++) {
            rows.next();
        }
        rows.finish();
        verified.add(name);
    }

    private @Nullable Hash256 expected(String name) {
        return manifest == null
                ? null
                : manifest.tensors().get(manifest.position(name)).digest();
    }

    private void requireDescribed(ModelManifest all) {
        for (TensorDigest listed : all.tensors()) {
            Located tensor = tensors.get(listed.name());
            if (tensor == null || !listed.describes(tensor.info())) {
                throw new ModelException(directory.resolve(ManifestFile.NAME) + ": tensor '" + listed.name()
                        + (tensor == null
                                ? "' is in no file of the model"
                                : "' has another type or shape in "
                                        + tensor.file().path()));
            }
        }
        if (all.tensors().size() != tensors.size()) {
            Set<String> names = new TreeSet<>(tensors.keySet());
            all.tensors().forEach(listed -> names.remove(listed.name()));
            throw new ModelException(directory.resolve(ManifestFile.NAME) + " does not list tensor '"
                    + names.iterator().next() + "'");
        }
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
    private void requireAll(Map<String, List<Long>> shapes) {
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
        return new TensorStore(directory, tensors, null);
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
