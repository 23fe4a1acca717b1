package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDirectoryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TinyShape SHAPE = new TinyShape(64, 32, 48, 2, 4, 2, 64);

    @TempDir
    private Path directory;

    @BeforeEach
    void write_model() {
        TinyModel.write(directory, 1, SHAPE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "architectures | [\"GPT2LMHeadModel\"] | architecture GPT2LMHeadModel is not supported; supported are LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM",
                "architectures | [] | is not supported",
                "hidden_size | 0 | hidden_size is 0; a whole number from 1",
                "hidden_size | 1e99 | hidden_size is 1.0E99",
                "hidden_size | \"32\" | hidden_size is \"32\"",
                "vocab_size | 4194305 | vocab_size is 4194305",
                "num_hidden_layers | 5000 | num_hidden_layers is 5000",
                "num_key_value_heads | 3 | num_attention_heads 4 is no multiple of num_key_value_heads 3",
                "head_dim | 7 | heads of 7 values",
                "num_attention_heads | 5 | no multiple",
                "rms_norm_eps | -1 | rms_norm_eps is -1",
                "rope_theta | 0 | rope_theta is 0",
                "hidden_act | \"gelu\" | hidden_act gelu is not supported",
                "tie_word_embeddings | 1 | tie_word_embeddings is 1; true or false is needed",
                "rope_scaling | {\"type\":\"yarn\",\"factor\":4} | rope type yarn is not supported",
                "rope_scaling | {\"rope_type\":\"llama3\",\"factor\":8} | low_freq_factor is absent",
                "rope_scaling | {\"rope_type\":\"linear\",\"factor\":0} | factor is 0",
                "rope_scaling | 7 | the rope settings are not an object",
                "partial_rotary_factor | 0.5 | partial_rotary_factor is not supported",
                "quantization_config | {} | quantised checkpoints are not supported",
                "intermediate_size | 64 | has the shape [32, 48], config.json asks for [32, 64]",
                "num_hidden_layers | 3 | tensor 'model.layers.2.input_layernorm.weight' is missing",
                "attention_bias | true | tensor 'model.layers.0.self_attn.k_proj.bias' is missing",
            })
    void settings_that_cannot_be_computed_with_are_refused_by_name(String name, String value, String message)
            throws IOException {
        change(json -> json.set(name, JSON.readTree(value)));
        assertThatThrownBy(() -> ReferenceModel.open(directory))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_config_that_is_no_json_or_has_a_key_twice_is_refused() throws IOException {
        for (String text : List.of("", "[]", "{\"a\":1,\"a\":2}", "{} {}", "{\"hidden_size\":")) {
            Files.writeString(directory.resolve("config.json"), text);
            assertThatThrownBy(() -> ReferenceModel.open(directory))
                    .as(text)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("config.json");
        }
    }

    @Test
    void missing_files_are_named() throws IOException {
        assertThatThrownBy(() -> ReferenceModel.open(directory.resolve("nowhere")))
                .hasMessageContaining("nowhere is no directory");
        Files.delete(directory.resolve("model.safetensors"));
        assertThatThrownBy(() -> ReferenceModel.open(directory))
                .hasMessageContaining("holds neither model.safetensors");
        Files.delete(directory.resolve("config.json"));
        assertThatThrownBy(() -> ReferenceModel.open(directory)).hasMessageContaining("config.json cannot be read");
    }

    @Test
    void a_weight_of_a_type_that_cannot_be_computed_with_is_refused_by_name() throws IOException {
        Path weights = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\"BF16\"", text.indexOf("\"model.norm.weight\""));
        text = text.substring(0, at) + "\"I16\" " + text.substring(at + 6);
        Files.write(weights, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ReferenceModel.open(directory))
                .hasMessageContaining("tensor 'model.norm.weight' is of type I16");
    }

    @Test
    void old_and_new_ways_to_write_rope_settings_mean_the_same() throws IOException {
        ModelConfig before = ReferenceModel.open(directory).config();
        change(json -> {
            json.remove("rope_theta");
            json.set("rope_parameters", JSON.readTree("{\"rope_type\":\"default\",\"rope_theta\":500000.0}"));
            json.put("head_dim", 8);
        });
        assertThat(ReferenceModel.open(directory).config()).isEqualTo(before);

        String llama3 = "{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,"
                + "\"original_max_position_embeddings\":64";
        change(json -> json.set("rope_parameters", JSON.readTree(llama3 + ",\"rope_theta\":500000.0}")));
        ModelConfig scaled = ReferenceModel.open(directory).config();
        change(json -> {
            json.remove("rope_parameters");
            json.put("rope_theta", 500000.0);
            json.set("rope_scaling", JSON.readTree(llama3 + "}"));
        });
        assertThat(ReferenceModel.open(directory).config()).isEqualTo(scaled).isNotEqualTo(before);
    }

    @Test
    void sliding_windows_are_read_as_the_families_mean_them() throws IOException {
        change(json -> json.set("architectures", JSON.createArrayNode().add("MistralForCausalLM")));
        assertThat(windows()).containsExactly(4096, 4096);
        change(json -> json.putNull("sliding_window"));
        assertThat(windows()).containsExactly(0, 0);
        change(json -> json.put("sliding_window", 12));
        assertThat(windows()).containsExactly(12, 12);
        change(json -> json.set("layer_types", JSON.readTree("[\"full_attention\",\"sliding_attention\"]")));
        assertThat(windows()).containsExactly(0, 12);
        change(json -> json.set("layer_types", JSON.readTree("[\"full_attention\",\"linear_attention\"]")));
        assertThatThrownBy(this::windows).hasMessageContaining("linear_attention");
    }

    @Test
    void the_root_changes_with_every_setting_and_every_weight() throws IOException {
        Hash256 root = ReferenceModel.open(directory).root();
        assertThat(ReferenceModel.open(directory).root()).isEqualTo(root);

        change(json -> json.put("torch_dtype", "float32"));
        assertThat(ReferenceModel.open(directory).root())
                .as("a setting nothing depends on")
                .isEqualTo(root);
        for (Map.Entry<String, Double> entry :
                Map.of("rope_theta", 10000.0, "rms_norm_eps", 1e-6).entrySet()) {
            double before = JSON.readTree(directory.resolve("config.json").toFile())
                    .get(entry.getKey())
                    .doubleValue();
            change(json -> json.put(entry.getKey(), entry.getValue()));
            assertThat(ReferenceModel.open(directory).root()).as(entry.getKey()).isNotEqualTo(root);
            change(json -> json.put(entry.getKey(), before));
        }

        Path weights = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThat(ReferenceModel.open(directory).root()).isNotEqualTo(root);
    }

    @Test
    void the_manifest_lists_every_tensor_by_name() throws IOException {
        ModelManifest manifest = ReferenceModel.open(directory).manifest();
        assertThat(manifest.tensors()).extracting(TensorDigest::name).isSorted().hasSize(3 + 9 * SHAPE.blocks());
        ObjectNode json = (ObjectNode) JSON.readTree(manifest.toJson());
        assertThat(json.get("root").asText()).isEqualTo(manifest.root().toString());
        assertThat(json.get("tensors")).hasSize(manifest.tensors().size());
        assertThat(json.get("tensors").get(0).get("shape").toString()).isEqualTo("[64,32]");
    }

    @Test
    void the_same_weights_in_shards_are_the_same_model() throws IOException {
        Path sharded = shard();
        ReferenceModel one = ReferenceModel.open(directory);
        ReferenceModel many = ReferenceModel.open(sharded);
        assertThat(many.root()).isEqualTo(one.root());
        float[] input = one.embed(new int[] {1, 2, 3});
        assertThat(many.span(new BlockSpan(0, 2)).open().forward(many.embed(new int[] {1, 2, 3}), 3))
                .isDeepEqualTo(one.span(new BlockSpan(0, 2)).open().forward(input, 3));
    }

    @Test
    void an_index_that_does_not_fit_its_shards_is_refused() throws IOException {
        Path index = shard().resolve("model.safetensors.index.json");
        String good = Files.readString(index);
        assertIndexRefused(index, good.replace("part-1.safetensors", "../part-1.safetensors"), "not the name of a");
        assertIndexRefused(index, good.replace("part-1.safetensors", "part-9.safetensors"), "part-9.safetensors");
        assertIndexRefused(index, good.replace("\"lm_head.weight\":\"part-0.safetensors\",", ""), "is not listed in");
        assertIndexRefused(
                index,
                good.replace("\"lm_head.weight\":\"part-0.safetensors\"", "\"lm_head.weight\":\"part-1.safetensors\""),
                "tensor 'lm_head.weight' is missing, model.safetensors.index.json places it there");
        assertIndexRefused(index, "{}", "no weight_map");
        assertIndexRefused(index, "{\"weight_map\":{\"a\":7}}", "is placed in 7");
    }

    @Test
    void spans_tokens_and_inputs_outside_the_model_are_refused() {
        ReferenceModel model = ReferenceModel.open(directory);
        assertThatThrownBy(() -> model.span(new BlockSpan(1, 2))).hasMessageContaining("model with 2 blocks");
        assertThatThrownBy(() -> model.embed(new int[] {1, 64})).hasMessageContaining("token id 64 at index 1");
        assertThatThrownBy(() -> model.embed(new int[] {-1})).hasMessageContaining("token id -1");
        assertThatThrownBy(() -> model.logits(new float[31], 1)).isInstanceOf(IllegalArgumentException.class);
        SpanSession session = model.span(new BlockSpan(0, 1)).open();
        assertThatThrownBy(() -> session.forward(new float[33], 1)).hasMessageContaining("not 33");
        assertThatThrownBy(() -> session.forward(new float[0], 0)).isInstanceOf(IllegalArgumentException.class);
        session.forward(new float[32 * 60], 60);
        assertThatThrownBy(() -> session.forward(new float[32 * 5], 5)).hasMessageContaining("context of 64 tokens");
        assertThat(session.position()).isEqualTo(60);
    }

    @Test
    void a_weight_transform_changes_the_computation_and_not_the_root() {
        ReferenceModel model = ReferenceModel.open(directory);
        float[] input = model.embed(new int[] {4, 5, 6});
        float[] honest = model.span(new BlockSpan(0, 1)).open().forward(input, 3)[0];
        List<String> seen = new ArrayList<>();
        float[] same = model.span(new BlockSpan(0, 1), (tensor, row, values) -> seen.add(tensor))
                .open()
                .forward(input, 3)[0];
        float[] other = model.span(new BlockSpan(0, 1), (tensor, row, values) -> {
                    if (tensor.endsWith("up_proj.weight") && row == 7) {
                        values[0] += 1;
                    }
                })
                .open()
                .forward(input, 3)[0];

        assertThat(same).as("fp32 panels compute what bf16 panels do").isEqualTo(honest);
        assertThat(seen.stream().distinct()).hasSize(9).allMatch(name -> name.startsWith("model.layers.0."));
        assertThat(seen).filteredOn("model.layers.0.mlp.up_proj.weight"::equals).hasSize(SHAPE.intermediate());
        assertThat(other).isNotEqualTo(honest);
        assertThat(model.root()).isEqualTo(ReferenceModel.open(directory).root());
    }

    private void assertIndexRefused(Path index, String text, String message) throws IOException {
        Files.writeString(index, text);
        assertThatThrownBy(() -> ReferenceModel.open(index.resolveSibling("")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private Path shard() throws IOException {
        Path sharded = Files.createDirectories(directory.resolve("sharded"));
        Files.copy(directory.resolve("config.json"), sharded.resolve("config.json"));
        SafetensorsFile whole = SafetensorsFile.open(directory.resolve("model.safetensors"));
        ObjectNode index = JSON.createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        for (int part = 0; part < 2; part++) {
            String name = "part-" + part + ".safetensors";
            List<TensorInfo> tensors = new ArrayList<>();
            for (int i = part; i < whole.tensors().size(); i += 2) {
                tensors.add(whole.tensors().get(i));
            }
            try (SafetensorsWriter writer = SafetensorsWriter.create(
                    sharded.resolve(name),
                    tensors.stream()
                            .map(tensor ->
                                    new SafetensorsWriter.Declaration(tensor.name(), tensor.type(), tensor.shape()))
                            .toList())) {
                for (TensorInfo tensor : tensors) {
                    float[] values =
                            new float[(int) (tensor.bytes() / tensor.type().size())];
                    tensor.type().widen(whole.map(tensor, 0, (int) tensor.bytes()), values);
                    writer.write(tensor.name(), 0, values);
                    map.put(tensor.name(), name);
                }
            }
        }
        Files.writeString(sharded.resolve("model.safetensors.index.json"), index.toString());
        return sharded;
    }

    private List<Integer> windows() {
        return ReferenceModel.open(directory).config().windows();
    }

    private interface Change {
        void apply(ObjectNode json) throws IOException;
    }

    private void change(Change change) throws IOException {
        Path config = directory.resolve("config.json");
        ObjectNode json = (ObjectNode) JSON.readTree(config.toFile());
        change.apply(json);
        Files.writeString(config, json.toString());
    }
}
