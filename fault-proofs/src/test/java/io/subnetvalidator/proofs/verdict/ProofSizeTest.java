package io.subnetvalidator.proofs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.RowEncoding;
import io.subnetvalidator.proofs.transcript.Rows;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sizes of proofs of a weight fault in a model with rows of 4096 values, after a prefill of 32 tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProofSizeTest {

    private static final int HIDDEN = 4096;
    private static final int TOKENS = 32;
    private static final int BLOCKS = 3;

    /** Rows are wide as in a model of 8 billion weights; the feed-forward part is not, which no proof depends on. */
    private static final TinyShape SHAPE = new TinyShape(64, HIDDEN, 16, BLOCKS, 32, 1, 64);

    private OpenedModel model;

    @BeforeAll
    void write(@TempDir Path directory) {
        TinyModel.write(directory, 1, SHAPE);
        model = new OpenedModel(ReferenceModel.open(directory));
    }

    @Test
    void an_opened_block_is_proved_by_two_rows_in_less_than_64_kilobytes() {
        Scene scene = new Scene(model, new BlockSpan(0, BLOCKS), Scene.EXACT);
        Scene.Served served = scene.serve(wrong(scene), tokens(1));

        for (int block = 1; block < BLOCKS; block++) {
            FaultProof proof = scene.prove(served.opened(block));
            assertThat(ProofVerifier.of(model).verify(proof)).isInstanceOf(ProofCheck.Valid.class);
            // Two fp32 rows of 16,384 bytes; the rest are signatures, digests and paths.
            assertThat(proof.toBytes().length).isBetween(2 * 4 * HIDDEN, 2 * 4 * HIDDEN + 2000);
        }
    }

    @Test
    void at_the_head_of_the_model_one_row_is_enough() {
        Scene scene = new Scene(model, new BlockSpan(0, BLOCKS), Scene.EXACT);
        FaultProof proof = scene.prove(scene.serve(wrong(scene), tokens(1)).opened(0));

        assertThat(proof.toBytes().length).isBetween(4 * HIDDEN, 4 * HIDDEN + 2000);
    }

    @Test
    void a_whole_span_of_a_node_in_the_middle_is_proved_by_two_rows_too() {
        Scene scene = new Scene(model, new BlockSpan(1, 2), Scene.EXACT);
        float[] before = model.span(new BlockSpan(0, 1)).open().forward(model.embed(tokens(1)), TOKENS)[0];
        Rows input = Rows.of(RowEncoding.F32, before);
        InputProvenance signed = scene.signedByNodeBefore(input);
        Scene.Asked asked = Scene.asked(scene.terms(), signed, input, TOKENS);
        FaultProof proof = scene.prove(
                scene.serve(List.of(asked), wrong(scene), RowEncoding.F32).whole());

        assertThat(proof.toBytes().length).isBetween(2 * 4 * HIDDEN, 2 * 4 * HIDDEN + 2500);
    }

    /** Every output of every block off by its last bit: what one changed weight does, at the least. */
    private static Cheat.Serving wrong(Scene scene) {
        Cheat.Serving honest = scene.honest();
        return (input, tokens) -> {
            float[][] outputs = honest.forward(input, tokens);
            for (float[] output : outputs) {
                for (int i = 0; i < output.length; i++) {
                    output[i] = Math.nextUp(output[i]);
                }
            }
            return outputs;
        };
    }

    private static int[] tokens(int from) {
        int[] ids = new int[TOKENS];
        Arrays.setAll(ids, i -> from + i);
        return ids;
    }
}
