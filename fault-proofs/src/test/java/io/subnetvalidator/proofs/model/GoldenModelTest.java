package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.subnetvalidator.chain.types.BlockSpan;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agreement with outputs of an independent implementation in double precision, for every supported family. */
class GoldenModelTest {

    /** Made by {@code src/test/python/golden_families.py}, kept with the tests. */
    private static final Path OWN = Path.of("src/test/resources/golden");

    private static final double LOGITS = 1e-4;
    private static final double BOUNDARY = 2e-5;
    private static final int DECODED = 8;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama2-mha-f32",
                "llama3-gqa-bf16",
                "llama31-ropescaled-bf16-sharded",
                "llama32-tied-f16",
                "mistral-window-bf16",
                "qwen2-bias-bf16",
                "qwen3-qknorm-bf16",
                "mixtral-bf16",
                "falcon-multiquery-bf16",
                "falcon-grouped-bias-f16",
                "falcon-grouped-onenorm-bf16",
                "bloom-6heads-bf16",
                "bloom-8heads-f16"
            })
    void the_reference_agrees_with_an_independent_implementation(String name, TestReporter reporter) {
        Path directory = golden(name);
        SafetensorsFile golden = SafetensorsFile.open(directory.resolve("golden.safetensors"));
        ReferenceModel model = ReferenceModel.open(directory);
        int[] ids = ids(golden);

        List<float[]> boundaries = boundaries(model, ids, ids.length - DECODED);

        assertThat(boundaries).hasSize(model.blocks() + 1);
        double worstBoundary = 0;
        for (int i = 0; i < boundaries.size(); i++) {
            double[] expected = doubles(golden, "f64.boundary." + i);
            double error = relativeError(boundaries.get(i), expected);
            assertThat(error).as("boundary %d of %s", i, name).isLessThanOrEqualTo(BOUNDARY);
            worstBoundary = Math.max(worstBoundary, error);
        }
        float[] logits = model.logits(boundaries.get(model.blocks()), ids.length);
        double[] expected = doubles(golden, "f64.logits");
        assertThat(logits).hasSize(expected.length);
        double worst = 0;
        for (int i = 0; i < logits.length; i++) {
            worst = Math.max(worst, Math.abs(logits[i] - expected[i]));
        }
        reporter.publishEntry(name, "logits " + worst + ", boundaries " + worstBoundary);
        assertThat(worst).as("logits of %s", name).isCloseTo(0, within(LOGITS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama3-gqa-bf16",
                "llama32-tied-f16",
                "mistral-window-bf16",
                "qwen3-qknorm-bf16",
                "mixtral-bf16",
                "falcon-multiquery-bf16",
                "falcon-grouped-bias-f16",
                "falcon-grouped-onenorm-bf16",
                "bloom-6heads-bf16",
                "bloom-8heads-f16"
            })
    void decoding_through_the_cache_equals_one_prefill_bit_for_bit(String name) {
        Path directory = golden(name);
        ReferenceModel model = ReferenceModel.open(directory);
        int[] ids = ids(SafetensorsFile.open(directory.resolve("golden.safetensors")));

        List<float[]> decoded = boundaries(model, ids, ids.length - DECODED);
        List<float[]> prefilled = boundaries(model, ids, ids.length);

        for (int i = 0; i < decoded.size(); i++) {
            assertThat(prefilled.get(i)).as("boundary %d", i).isEqualTo(decoded.get(i));
        }
    }

    private static List<float[]> boundaries(ReferenceModel model, int[] ids, int prefill) {
        int hidden = model.hiddenSize();
        float[] input = model.embed(ids);
        List<float[]> boundaries = new ArrayList<>();
        boundaries.add(input);
        for (int i = 0; i < model.blocks(); i++) {
            boundaries.add(new float[input.length]);
        }
        SpanSession session = model.span(new BlockSpan(0, model.blocks())).open();
        int at = 0;
        while (at < ids.length) {
            int count = at == 0 ? prefill : 1;
            float[][] out = session.forward(Arrays.copyOfRange(input, at * hidden, (at + count) * hidden), count);
            for (int block = 0; block < out.length; block++) {
                System.arraycopy(out[block], 0, boundaries.get(block + 1), at * hidden, out[block].length);
            }
            at += count;
        }
        return boundaries;
    }

    private static double relativeError(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(error / norm);
    }

    private static int[] ids(SafetensorsFile golden) {
        ByteBuffer bytes = map(golden, "input_ids");
        int[] ids = new int[bytes.remaining() / Long.BYTES];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Math.toIntExact(bytes.getLong());
        }
        return ids;
    }

    private static double[] doubles(SafetensorsFile golden, String name) {
        ByteBuffer bytes = map(golden, name);
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    private static ByteBuffer map(SafetensorsFile golden, String name) {
        TensorInfo tensor = golden.tensor(name).orElseThrow();
        return golden.map(tensor, 0, Math.toIntExact(tensor.bytes()));
    }

    private static Path golden(String name) {
        if (Files.isDirectory(OWN.resolve(name))) {
            return OWN.resolve(name);
        }
        Path directory = Path.of(System.getProperty("shared.dir", "../shared"), "golden-models", name);
        Assumptions.assumeTrue(Files.isDirectory(directory), "golden data not present: " + directory);
        return directory;
    }
}
