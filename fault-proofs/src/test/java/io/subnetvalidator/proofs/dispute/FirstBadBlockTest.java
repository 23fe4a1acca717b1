package io.subnetvalidator.proofs.dispute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstBadBlockTest {

    private static final int TOKENS = 7;
    private static final int FIRST = 1;
    private static final int BLOCKS = 4;

    @TempDir
    private Path directory;

    private ReferenceModel model;
    private float[] input;
    private float[][] honest;
    private IntFunction<SpanComputation> blocks;

    @BeforeEach
    void run_a_span() {
        TinyModel.write(directory, 4, new TinyShape(64, 32, 48, 6, 4, 2, 64));
        model = ReferenceModel.open(directory);
        input = model.embed(new int[] {1, 5, 9, 33, 2, 60, 4});
        honest = model.span(new BlockSpan(FIRST, BLOCKS)).open().forward(input, TOKENS);
        blocks = i -> model.span(new BlockSpan(FIRST + i, 1));
    }

    @Test
    void an_honest_span_has_no_bad_block() {
        assertThat(FirstBadBlock.find(blocks, input, honest, TOKENS)).isEmpty();
    }

    @Test
    void one_changed_bit_names_its_block() {
        for (int block = 0; block < BLOCKS; block++) {
            float[][] opened = copy();
            opened[block][50] = Math.nextUp(opened[block][50]);
            assertThat(FirstBadBlock.find(blocks, input, opened, TOKENS)).isEqualTo(OptionalInt.of(block));
        }
    }

    @Test
    void a_block_with_other_weights_is_named_although_the_blocks_behind_it_follow_from_it() {
        for (int bad = 0; bad < BLOCKS; bad++) {
            String tensor = "model.layers." + (FIRST + bad) + ".mlp.up_proj.weight";
            float[][] opened = model.span(
                            new BlockSpan(FIRST, BLOCKS),
                            (name, row, values) -> values[0] += name.equals(tensor) ? 0.01f : 0)
                    .open()
                    .forward(input, TOKENS);
            assertThat(FirstBadBlock.find(blocks, input, opened, TOKENS)).isEqualTo(OptionalInt.of(bad));
        }
    }

    @Test
    void a_block_that_repeats_the_input_is_named() {
        float[][] opened = copy();
        opened[2] = opened[1];
        assertThat(FirstBadBlock.find(blocks, input, opened, TOKENS)).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void boundaries_of_another_size_are_refused() {
        float[][] opened = copy();
        opened[1] = new float[3];
        assertThatThrownBy(() -> FirstBadBlock.find(blocks, input, opened, TOKENS))
                .hasMessageContaining("boundary 1 has 3 values");
    }

    private float[][] copy() {
        return Arrays.stream(honest).map(float[]::clone).toArray(float[][]::new);
    }
}
