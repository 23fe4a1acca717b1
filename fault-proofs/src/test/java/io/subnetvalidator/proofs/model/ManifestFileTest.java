package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFileTest {

    private static final TinyShape SHAPE = new TinyShape(64, 32, 48, 4, 4, 2, 64);
    private static final int[] IDS = {3, 1, 4, 1, 5};

    @TempDir
    private Path directory;

    private Hash256 root;
    private float[][] honest;

    @BeforeEach
    void write_model_and_manifest() throws IOException {
        TinyModel.write(directory, 1, SHAPE);
        ReferenceModel model = ReferenceModel.open(directory);
        root = model.root();
        honest = model.span(new BlockSpan(1, 2)).open().forward(model.embed(IDS), IDS.length);
        ManifestFile.write(directory.resolve(ManifestFile.NAME), model.manifest());
    }

    @Test
    void equal_models_have_equal_files_and_reading_gives_the_manifest_back() throws IOException {
        Path other = directory.resolve("other");
        TinyModel.write(other, 1, SHAPE);
        Path file = other.resolve(ManifestFile.NAME);
        ManifestFile.write(file, ReferenceModel.hash(other));
        assertThat(file).hasSameBinaryContentAs(directory.resolve(ManifestFile.NAME));
        assertThat(ManifestFile.read(file)).isEqualTo(ReferenceModel.hash(directory));
        assertThat(ManifestFile.read(file).root()).isEqualTo(root);
    }

    @Test
    void a_span_reads_the_tensors_of_its_blocks_and_no_other_byte() {
        ReferenceModel model = ReferenceModel.open(directory);
        assertThat(model.root()).isEqualTo(root);
        assertThat(touched(model)).as("opening and naming the model").isEmpty();

        float[] input = new float[IDS.length * SHAPE.hidden()];
        model.span(new BlockSpan(1, 2)).open().forward(input, IDS.length);

        Map<String, Long> sizes = sizes();
        assertThat(touched(model))
                .isEqualTo(sizes.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("model.layers.1.")
                                || entry.getKey().startsWith("model.layers.2."))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                .hasSize(18);
    }

    @Test
    void without_a_manifest_a_span_reads_no_more_but_the_root_reads_everything() throws IOException {
        Files.delete(directory.resolve(ManifestFile.NAME));
        ReferenceModel model = ReferenceModel.open(directory);
        model.span(new BlockSpan(3, 1));
        assertThat(touched(model))
                .hasSize(9)
                .allSatisfy((name, bytes) -> assertThat(name).startsWith("model.layers.3."));
        assertThat(ReferenceModel.open(directory).root()).isEqualTo(root);
        ReferenceModel hashed = ReferenceModel.open(directory);
        hashed.manifest();
        assertThat(touched(hashed)).isEqualTo(sizes());
    }

    @Test
    void verified_weights_compute_what_unverified_ones_do() {
        ReferenceModel model = ReferenceModel.open(directory);
        assertThat(model.span(new BlockSpan(1, 2)).open().forward(model.embed(IDS), IDS.length))
                .isDeepEqualTo(honest);
    }

    @Test
    void a_changed_weight_is_found_when_its_tensor_is_loaded_and_named_with_its_file() throws IOException {
        flip("model.layers.2.mlp.down_proj.weight");
        ReferenceModel model = ReferenceModel.open(directory);
        model.span(new BlockSpan(0, 2));
        model.span(new BlockSpan(3, 1));
        assertThatThrownBy(() -> model.span(new BlockSpan(1, 2)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.safetensors: the weights of tensor 'model.layers.2.mlp.down_proj.weight'");
    }

    @Test
    void every_kind_of_tensor_is_verified() throws IOException {
        for (String name : sizes().keySet()) {
            flip(name);
            ReferenceModel model = ReferenceModel.open(directory);
            assertThatThrownBy(() -> {
                        model.embed(new int[] {0});
                        model.span(new BlockSpan(0, SHAPE.blocks()));
                        model.logits(new float[SHAPE.hidden()], 1);
                    })
                    .as(name)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("'" + name + "'");
            flip(name);
        }
    }

    @Test
    void a_manifest_of_another_model_is_refused_when_the_directory_is_opened() throws IOException {
        Path other = directory.resolve("other");
        Path manifest = directory.resolve(ManifestFile.NAME);
        TinyModel.write(other, 1, SHAPE.withBlocks(3));
        Files.copy(manifest, other.resolve(ManifestFile.NAME));
        assertThatThrownBy(() -> ReferenceModel.open(other))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("manifest.scale was made for other settings");

        ModelManifest good = ManifestFile.read(manifest);
        ManifestFile.write(
                manifest, new ModelManifest(good.settings(), good.tensors().subList(1, 39)));
        assertThatThrownBy(() -> ReferenceModel.open(directory))
                .hasMessageContaining("manifest.scale does not list tensor 'lm_head.weight'");
        assertThat(ReferenceModel.hash(directory)).as("making it anew").isEqualTo(good);
    }

    @Test
    void mutated_and_random_manifests_are_refused_with_a_model_exception_or_read() throws IOException {
        Path file = directory.resolve(ManifestFile.NAME);
        byte[] good = Files.readAllBytes(file);
        ModelManifest manifest = ManifestFile.read(file);
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            Files.write(file, Mutation.of(good, random));
            try {
                ModelManifest read = ManifestFile.read(file);
                assertThat(read.root().equals(manifest.root())).isEqualTo(read.equals(manifest));
            } catch (ModelException e) {
                assertThat(e).hasMessageContaining(file.toString());
                refused++;
            }
        }
        assertThat(refused).isBetween(200, 999);
    }

    private void flip(String name) throws IOException {
        Path weights = directory.resolve("model.safetensors");
        TensorInfo tensor = SafetensorsFile.open(weights).tensor(name).orElseThrow();
        byte[] bytes = Files.readAllBytes(weights);
        long data = bytes.length
                - SafetensorsFile.open(weights).tensors().stream()
                        .mapToLong(TensorInfo::end)
                        .max()
                        .orElseThrow();
        bytes[(int) (data + tensor.end() - 1)] ^= 1;
        Files.write(weights, bytes);
    }

    private Map<String, Long> sizes() {
        return SafetensorsFile.open(directory.resolve("model.safetensors")).tensors().stream()
                .collect(Collectors.toMap(TensorInfo::name, TensorInfo::bytes));
    }

    private static Map<String, Long> touched(ReferenceModel model) {
        return model.mapped().entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
