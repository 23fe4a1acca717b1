package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRunTest {

    private static final TinyShape SHAPE = new TinyShape(64, 32, 48, 2, 4, 2, 40);

    @TempDir
    private Path directory;

    private ReferenceModel model;

    @BeforeEach
    void open_model() {
        TinyModel.write(directory, 3, SHAPE);
        model = ReferenceModel.open(directory);
    }

    @Test
    void the_file_holds_every_boundary_and_the_logits() throws IOException {
        int[] ids = new int[33];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i * 7 % 64;
        }
        Path out = directory.resolve("out.safetensors");
        new ModelRun(model, ids, 20).writeTo(out);

        SafetensorsFile file = SafetensorsFile.open(out);
        assertThat(file.tensors())
                .extracting(TensorInfo::name)
                .containsExactly("boundary.0", "boundary.1", "boundary.2", "logits");
        assertThat(file.tensors()).extracting(TensorInfo::type).containsOnly(DataType.F32);
        float[] input = model.embed(ids);
        float[][] boundaries = model.span(new BlockSpan(0, 2)).open().forward(input, ids.length);
        assertThat(values(file, "boundary.0", 33L, 32L)).isEqualTo(input);
        assertThat(values(file, "boundary.1", 33L, 32L)).isEqualTo(boundaries[0]);
        assertThat(values(file, "boundary.2", 33L, 32L)).isEqualTo(boundaries[1]);
        assertThat(values(file, "logits", 33L, 64L)).isEqualTo(model.logits(boundaries[1], ids.length));
    }

    @Test
    void the_digest_tells_inputs_apart() throws IOException {
        Path out = directory.resolve("out.safetensors");
        assertThat(new ModelRun(model, new int[] {1, 2, 3}, 3).writeTo(out))
                .isEqualTo(new ModelRun(model, new int[] {1, 2, 3}, 1).writeTo(out))
                .isNotEqualTo(new ModelRun(model, new int[] {1, 2, 4}, 3).writeTo(out));
    }

    @Test
    void impossible_runs_are_refused() {
        assertThatThrownBy(() -> new ModelRun(model, new int[0], 1)).hasMessageContaining("0 token ids");
        assertThatThrownBy(() -> new ModelRun(model, new int[41], 1)).hasMessageContaining("takes 1 to 40");
        assertThatThrownBy(() -> new ModelRun(model, new int[4], 5)).hasMessageContaining("prefill 5; 1 to 4");
        assertThatThrownBy(() -> new ModelRun(model, new int[4], 0)).hasMessageContaining("prefill 0");
        assertThatThrownBy(() -> new ModelRun(model, new int[] {64}, 1)).hasMessageContaining("token id 64");
        assertThatThrownBy(() -> new ModelRun(model, new int[1], 1).writeTo(directory.resolve("no/out")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void token_ids_come_from_a_json_array() throws IOException {
        Path file = directory.resolve("ids.json");
        Files.writeString(file, "[1, 15, 7]\n");
        assertThat(ModelRun.readIds(file)).containsExactly(1, 15, 7);
        for (String text : List.of("", "{}", "{\"a\":1}", "[]", "[1.5]", "[\"1\"]", "[99999999999]", "[1", "[1] 2")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> ModelRun.readIds(file))
                    .as(text)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("ids.json");
        }
        assertThatThrownBy(() -> ModelRun.readIds(directory.resolve("none"))).isInstanceOf(IOException.class);
    }

    private static float[] values(SafetensorsFile file, String name, Long... shape) {
        TensorInfo tensor = file.tensor(name).orElseThrow();
        assertThat(tensor.shape()).containsExactly(shape);
        float[] values = new float[(int) (tensor.bytes() / Float.BYTES)];
        tensor.type().widen(file.map(tensor, 0, (int) tensor.bytes()), values);
        return values;
    }
}
