package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.types.BlockSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Mixtral, Falcon and Bloom directories are refused for, and that nothing in them makes anything but a ModelException. */
class FamilyConfigTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    private Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void settings_without_an_end_are_refused() throws IOException {
        Files.createSymbolicLink(directory.resolve("config.json"), Path.of("/dev/zero"));
        assertThatThrownBy(() -> ReferenceModel.open(directory))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("config.json has more than 1048576 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mixtral-bf16 | num_local_experts | null | num_local_experts is null; a whole number from 1 to 1024",
                "mixtral-bf16 | num_local_experts | 5 | experts.4.w1.weight' is missing",
                "mixtral-bf16 | num_experts_per_tok | 5 | num_experts_per_tok is 5; a whole number from 1 to 4",
                "mixtral-bf16 | hidden_act | \"gelu\" | hidden_act gelu is not supported; supported is silu",
                "mixtral-bf16 | hidden_act | 3 | hidden_act 3 is not supported",
                "mixtral-bf16 | sliding_window | 0 | sliding_window is 0",
                "mixtral-bf16 | quantization_config | {} | quantised checkpoints are not supported",
                "falcon-multiquery-bf16 | alibi | true | alibi true is not supported",
                "falcon-multiquery-bf16 | alibi | 1 | alibi is 1; true or false is needed",
                "falcon-multiquery-bf16 | parallel_attn | false | parallel_attn false is not supported",
                "falcon-multiquery-bf16 | multi_query | false | multi_query false is not supported",
                "falcon-multiquery-bf16 | activation | \"gelu_new\" | activation gelu_new is not supported; supported is gelu",
                "falcon-multiquery-bf16 | num_attention_heads | 5 | hidden_size 64 is no multiple of num_attention_heads 5",
                "falcon-multiquery-bf16 | num_attention_heads | 64 | heads of 1 values: an even number",
                "falcon-multiquery-bf16 | num_ln_in_parallel_attn | 2 | without new_decoder_architecture",
                "falcon-multiquery-bf16 | rope_scaling | {\"type\":\"dynamic\"} | rope type dynamic is not supported",
                "falcon-multiquery-bf16 | layer_norm_epsilon | 0 | layer_norm_epsilon is 0; a positive number is needed",
                "falcon-multiquery-bf16 | tie_word_embeddings | false | tensor 'lm_head.weight' is missing",
                "falcon-grouped-bias-f16 | num_kv_heads | 3 | num_attention_heads 8 is no multiple of num_kv_heads 3",
                "falcon-grouped-bias-f16 | num_kv_heads | 4 | has the shape [96], config.json asks for [128]",
                "falcon-grouped-bias-f16 | num_ln_in_parallel_attn | 3 | num_ln_in_parallel_attn is 3",
                "bloom-6heads-bf16 | apply_residual_connection_post_layernorm | true | post_layernorm true is not supported",
                "bloom-6heads-bf16 | n_inner | 100 | n_inner 100 is not supported; supported is 264",
                "bloom-6heads-bf16 | n_head | 4 | hidden_size 66 is no multiple of n_head 4",
                "bloom-6heads-bf16 | num_attention_heads | 3 | n_head is 6 but num_attention_heads is 3",
                "bloom-6heads-bf16 | n_embed | 60 | hidden_size is 66 but n_embed is 60",
                "bloom-8heads-f16 | n_embed | null | hidden_size is absent",
            })
    void settings_that_cannot_be_computed_with_are_refused_by_name(
            String model, String name, String value, String message) throws IOException {
        copy(model);
        ObjectNode json = (ObjectNode) JSON.readTree(config().toFile());
        json.set(name, JSON.readTree(value));
        Files.writeString(config(), json.toString());
        assertThatThrownBy(() -> ReferenceModel.open(directory))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixtral-bf16", "falcon-grouped-bias-f16", "bloom-8heads-f16"})
    void mutated_configs_and_headers_are_refused_or_computed_and_never_fail_otherwise(String model) throws IOException {
        copy(model);
        byte[] goodConfig = Files.readAllBytes(config());
        Path weights = directory.resolve("model.safetensors");
        byte[] goodWeights = Files.readAllBytes(weights);
        int header = Math.toIntExact(goodWeights.length
                - SafetensorsFile.open(weights).tensors().stream()
                        .mapToLong(TensorInfo::end)
                        .max()
                        .orElseThrow());
        SplittableRandom random = new SplittableRandom(model.hashCode());
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            boolean inConfig = i % 2 == 0;
            Files.write(config(), inConfig ? Mutation.of(goodConfig, random) : goodConfig);
            if (!inConfig) {
                byte[] start = Mutation.of(Arrays.copyOf(goodWeights, header), random);
                byte[] all = Arrays.copyOf(start, start.length + goodWeights.length - header);
                System.arraycopy(goodWeights, header, all, start.length, goodWeights.length - header);
                Files.write(weights, all);
            }
            refused += opens() ? 0 : 1;
            if (!inConfig) {
                Files.write(weights, goodWeights);
            }
        }
        assertThat(refused).isBetween(75, 299);
    }

    @Test
    void settings_of_hostile_sizes_are_refused_before_anything_is_allocated() throws IOException {
        for (String model : List.of("mixtral-bf16", "falcon-grouped-bias-f16", "bloom-8heads-f16")) {
            copy(model);
            ObjectNode good = (ObjectNode) JSON.readTree(config().toFile());
            for (String name : good.properties().stream().map(Map.Entry::getKey).toList()) {
                for (String value : List.of("-1", "2147483647", "1048576", "1e308", "\"x\"", "[]", "{}")) {
                    ObjectNode json = good.deepCopy();
                    json.set(name, JSON.readTree(value));
                    Files.writeString(config(), json.toString());
                    opens();
                }
            }
        }
    }

    /** Whether the directory opens; then one token passes its first block. */
    private boolean opens() {
        ReferenceModel model;
        try {
            model = ReferenceModel.open(directory);
        } catch (ModelException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
        model.span(new BlockSpan(0, 1)).open().forward(model.embed(new int[] {1}), 1);
        return true;
    }

    private void copy(String model) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.write(
                    directory.resolve(name),
                    Files.readAllBytes(GOLDEN.resolve(model).resolve(name)));
        }
    }

    private Path config() {
        return directory.resolve("config.json");
    }
}
