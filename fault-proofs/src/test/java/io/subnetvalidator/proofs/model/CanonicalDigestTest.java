package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Same weights, same input, same bits: on every machine, with every kernel, however the sequence is cut. */
class CanonicalDigestTest {

    private static final long SEED = 20261123;
    private static final int TOKENS = 61;
    private static final int PREFILL = 45;

    /** Wide enough that sums span several blocks of 256 and panels are not filled. */
    private static final TinyShape SHAPE = new TinyShape(320, 320, 880, 3, 10, 2, 128);

    /** Published: another machine, JVM or vector width that computes anything else is wrong. */
    private static final Hash256 MODEL_ROOT =
            Hash256.parse("0x9abe8c6ee51b65446accbf878b967703611c2a648ed6473ef85199eb115f9460");

    private static final Hash256 RUN_DIGEST =
            Hash256.parse("0x7ea8144cad74311ebe7906e9eb9dbeb21920b29de95472b7750a48c075fdcee9");

    @TempDir
    private static Path directory;

    @BeforeAll
    static void write_model() {
        TinyModel.write(directory, SEED, SHAPE);
    }

    @Test
    void scalar_and_vector_kernels_give_the_published_digest(TestReporter reporter) throws IOException {
        assertThat(Kernels.best().name()).isNotEqualTo(Kernels.scalar().name());
        Hash256 scalar = run(Kernels.scalar(), PREFILL);
        Hash256 vector = run(Kernels.best(), PREFILL);
        reporter.publishEntry("scalar", scalar.toString());
        reporter.publishEntry(Kernels.best().name(), vector.toString());

        assertThat(vector).isEqualTo(scalar).isEqualTo(RUN_DIGEST);
    }

    @Test
    void the_model_root_is_the_published_one() {
        assertThat(ReferenceModel.open(directory).root()).isEqualTo(MODEL_ROOT);
    }

    @Test
    void the_digest_does_not_depend_on_the_length_of_the_prefill() throws IOException {
        assertThat(List.of(1, 7, TOKENS))
                .allSatisfy(prefill -> assertThat(run(Kernels.best(), prefill)).isEqualTo(RUN_DIGEST));
    }

    @Test
    void a_span_of_blocks_equals_its_blocks_one_after_another_in_any_chunks() {
        ReferenceModel model = ReferenceModel.open(directory);
        float[] input = model.embed(ids());
        float[][] whole = model.span(new BlockSpan(0, 3)).open().forward(input, TOKENS);

        SplittableRandom random = new SplittableRandom(5);
        float[] stream = input;
        for (int block = 0; block < 3; block++) {
            stream = inChunks(model.span(new BlockSpan(block, 1)).open(), stream, random);
            assertThat(stream).as("block %d", block).isEqualTo(whole[block]);
        }
    }

    @Test
    void sessions_of_one_span_do_not_disturb_each_other() {
        ReferenceModel model = ReferenceModel.open(directory);
        SpanComputation span = model.span(new BlockSpan(1, 2));
        float[] input = model.embed(Arrays.copyOf(ids(), 4));
        float[][] alone = span.open().forward(input, 4);

        SpanSession one = span.open();
        SpanSession other = span.open();
        one.forward(input, 4);
        other.forward(model.embed(new int[] {9, 8, 7}), 3);

        assertThat(span.open().forward(input, 4)).isDeepEqualTo(alone);
        assertThat(one.position()).isEqualTo(4);
        assertThat(other.position()).isEqualTo(3);
    }

    private static float[] inChunks(SpanSession session, float[] input, SplittableRandom random) {
        int hidden = SHAPE.hidden();
        float[] output = new float[input.length];
        for (int at = 0; at < TOKENS; at = session.position()) {
            int count = Math.min(TOKENS - at, random.nextInt(1, 12));
            float[] part = Arrays.copyOfRange(input, at * hidden, (at + count) * hidden);
            System.arraycopy(session.forward(part, count)[0], 0, output, at * hidden, part.length);
        }
        return output;
    }

    private static Hash256 run(Kernels kernels, int prefill) throws IOException {
        Path out = directory.resolve("out-" + kernels.name() + "-" + prefill + ".safetensors");
        return new ModelRun(ReferenceModel.open(directory, kernels), ids(), prefill).writeTo(out);
    }

    private static int[] ids() {
        return new SplittableRandom(SEED).ints(TOKENS, 0, SHAPE.vocabulary()).toArray();
    }
}
