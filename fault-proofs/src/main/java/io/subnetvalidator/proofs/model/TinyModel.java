package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes tiny models with random weights, for test networks and tests. Weights keep the scale of a trained model: products
 * preserve the variance, norms lie around one, and a few channels of the residual stream are an order of magnitude larger.
 */
public final class TinyModel {

    private static final int OUTLIER_EVERY = 61;
    private static final float OUTLIER = 12;
    private static final int UNIFORMS = 12;

    private TinyModel() {}

    /**
     * Writes {@code config.json} and {@code model.safetensors} (bf16) into the directory, which is created when absent. Equal
     * arguments give equal bytes on every machine.
     */
    public static void write(Path directory, long seed, TinyShape shape) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve("config.json"), config(shape).getBytes(StandardCharsets.UTF_8));
            writeWeights(directory, new SplittableRandom(seed));
        } catch (IOException e) {
            throw new UncheckedIOException("the tiny model cannot be written to " + directory, e);
        }
    }

    private static String config(TinyShape shape) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", "llama");
        json.put("vocab_size", shape.vocabulary());
        json.put("hidden_size", shape.hidden());
        json.put("intermediate_size", shape.intermediate());
        json.put("num_hidden_layers", shape.blocks());
        json.put("num_attention_heads", shape.heads());
        json.put("num_key_value_heads", shape.keyValueHeads());
        json.put("max_position_embeddings", shape.contextLength());
        json.put("rms_norm_eps", 1e-5);
        json.put("rope_theta", 500000.0);
        json.put("hidden_act", "silu");
        json.put("tie_word_embeddings", false);
        json.put("torch_dtype", "bfloat16");
        return json + "\n";
    }

    private static void writeWeights(Path directory, SplittableRandom random) throws IOException {
        Map<String, List<Long>> shapes =
                BlockFamily.of(ConfigFile.read(directory), Set.of()).shapes();
        List<SafetensorsWriter.Declaration> declarations = shapes.entrySet().stream()
                .map(entry -> new SafetensorsWriter.Declaration(entry.getKey(), DataType.BF16, entry.getValue()))
                .toList();
        try (SafetensorsWriter writer =
                SafetensorsWriter.create(directory.resolve("model.safetensors"), declarations)) {
            for (SafetensorsWriter.Declaration tensor : declarations) {
                writeTensor(writer, tensor, random);
            }
        }
    }

    private static void writeTensor(
            SafetensorsWriter writer, SafetensorsWriter.Declaration tensor, SplittableRandom random)
            throws IOException {
        boolean norm = tensor.shape().size() == 1;
        int columns = Math.toIntExact(tensor.shape().get(tensor.shape().size() - 1));
        long rows = norm ? 1 : tensor.shape().get(0);
        boolean embedding = tensor.name().equals(TensorLayout.EMBEDDING);
        boolean token = embedding || tensor.name().equals(TensorLayout.HEAD);
        float scale = token ? 0.5f : (float) (1 / Math.sqrt(columns));
        float[] row = new float[columns];
        for (long r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                float value = normal(random);
                boolean outlier = embedding && i % OUTLIER_EVERY == OUTLIER_EVERY / 2;
                row[i] = norm ? 1 + 0.2f * value : value * scale * (outlier ? OUTLIER : 1);
            }
            writer.write(tensor.name(), r * columns, row);
        }
    }

    /** About normal: a sum of uniforms, which needs no logarithm and so is the same on every machine. */
    private static float normal(SplittableRandom random) {
        double sum = -UNIFORMS / 2.0;
        for (int i = 0; i < UNIFORMS; i++) {
            sum += (random.nextInt() >>> 8) * 0x1p-24;
        }
        return (float) sum;
    }
}
