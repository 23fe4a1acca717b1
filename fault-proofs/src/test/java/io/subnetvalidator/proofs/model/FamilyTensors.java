package io.subnetvalidator.proofs.model;

import io.subnetvalidator.chain.types.MerkleTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The tensors that a family asks for: random weights for the settings of a directory, or a manifest without any weights. */
public final class FamilyTensors {

    private FamilyTensors() {}

    /**
     * Writes {@code model.safetensors} with every tensor that {@code config.json} asks for; norms lie around one.
     *
     * @param names tensors that tell checkpoints with a prefix from those without
     */
    public static void write(Path directory, DataType type, Set<String> names, long seed) {
        List<SafetensorsWriter.Declaration> tensors =
                BlockFamily.of(ConfigFile.read(directory), names).shapes().entrySet().stream()
                        .map(entry -> new SafetensorsWriter.Declaration(entry.getKey(), type, entry.getValue()))
                        .toList();
        SplittableRandom random = new SplittableRandom(seed);
        try (SafetensorsWriter writer = SafetensorsWriter.create(directory.resolve("model.safetensors"), tensors)) {
            for (SafetensorsWriter.Declaration tensor : tensors) {
                writer.write(tensor.name(), 0, values(tensor, random));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The manifest of a model of these settings, all of one type, with names as published and roots of nothing. */
    public static ModelManifest manifest(ModelConfig config, DataType type) {
        List<TensorDigest> tensors = BlockFamily.of(config, Set.of()).shapes().entrySet().stream()
                .map(entry -> new TensorDigest(entry.getKey(), type, entry.getValue(), MerkleTree.EMPTY_ROOT))
                .sorted(Comparator.comparing(TensorDigest::name))
                .toList();
        return new ModelManifest(MerkleTree.EMPTY_ROOT, tensors);
    }

    private static float[] values(SafetensorsWriter.Declaration tensor, SplittableRandom random) {
        boolean vector = tensor.shape().size() == 1;
        long columns = tensor.shape().get(tensor.shape().size() - 1);
        float[] values = new float[(int) (columns * (vector ? 1 : tensor.shape().get(0)))];
        double scale = vector ? 0.3 : 1.7 / Math.sqrt((double) columns);
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    (float) ((vector && !tensor.name().endsWith("bias") ? 1 : 0) + random.nextDouble(-scale, scale));
        }
        return values;
    }
}
