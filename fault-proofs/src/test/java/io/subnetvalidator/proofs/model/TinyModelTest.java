package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyModelTest {

    @TempDir
    private Path directory;

    @Test
    void equal_seeds_give_equal_bytes_and_other_seeds_another_model() throws IOException {
        TinyModel.write(directory.resolve("a"), 1, TinyShape.DEFAULT);
        TinyModel.write(directory.resolve("b"), 1, TinyShape.DEFAULT);
        TinyModel.write(directory.resolve("c"), 2, TinyShape.DEFAULT);

        assertThat(Files.mismatch(weights("a"), weights("b"))).isEqualTo(-1);
        assertThat(ReferenceModel.open(directory.resolve("a")).root())
                .isEqualTo(ReferenceModel.open(directory.resolve("b")).root())
                .isNotEqualTo(ReferenceModel.open(directory.resolve("c")).root());
    }

    @Test
    void activations_look_trained() {
        TinyModel.write(directory, 1, TinyShape.DEFAULT);
        ReferenceModel model = ReferenceModel.open(directory);
        float[] input = model.embed(new int[] {5, 17, 250, 3, 99, 120, 7, 301});
        float[][] boundaries =
                model.span(new BlockSpan(0, model.blocks())).open().forward(input, 8);

        float[] last = boundaries[boundaries.length - 1];
        double update = 0;
        double greatest = 0;
        double squares = 0;
        for (int i = 0; i < last.length; i++) {
            assertThat(last[i]).isFinite();
            update += Math.pow(last[i] - input[i], 2);
            squares += last[i] * last[i];
            greatest = Math.max(greatest, Math.abs(last[i]));
        }
        double rms = Math.sqrt(squares / last.length);
        assertThat(Math.sqrt(update / last.length))
                .as("the blocks change the stream")
                .isGreaterThan(0.3);
        assertThat(rms).as("and do not blow it up").isLessThan(20);
        assertThat(greatest / rms).as("a few channels stick out").isGreaterThan(4);
    }

    @Test
    void dimensions_that_do_not_fit_together_are_refused() {
        assertThatThrownBy(() -> new TinyShape(320, 128, 352, 6, 7, 1, 512)).hasMessageContaining("7 heads");
        assertThatThrownBy(() -> new TinyShape(320, 128, 352, 6, 8, 3, 512)).hasMessageContaining("3 key/value");
        assertThatThrownBy(() -> new TinyShape(320, 128, 0, 6, 8, 2, 512)).hasMessageContaining("not 0");
    }

    private Path weights(String name) {
        return directory.resolve(name).resolve("model.safetensors");
    }
}
