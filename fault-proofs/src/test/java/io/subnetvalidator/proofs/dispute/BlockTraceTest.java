package io.subnetvalidator.proofs.dispute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.BlockKind;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ModelManifest;
import io.subnetvalidator.proofs.model.NamedWeights;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanSession;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations of a block are those of the reference computation, each element is what its steps say. */
class BlockTraceTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void the_trace_ends_in_the_output_of_the_reference_whether_prefilled_or_decoded(SmallModel small) {
        ReferenceModel model = small.open(directory);
        for (int block = 0; block < model.blocks(); block++) {
            traceEqualsReference(model, block, small.input(small.tokens()), small.tokens());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama2-mha-f32",
                "llama3-gqa-bf16",
                "llama31-ropescaled-bf16-sharded",
                "llama32-tied-f16",
                "mistral-window-bf16",
                "qwen2-bias-bf16",
                "qwen3-qknorm-bf16"
            })
    void the_trace_of_every_golden_model_ends_in_the_output_of_the_reference(String name) {
        Path golden = Path.of(System.getProperty("shared.dir", "../shared"), "golden-models", name);
        Assumptions.assumeTrue(Files.isDirectory(golden), "golden data not present: " + golden);
        ReferenceModel model = ReferenceModel.open(golden);
        int[] ids = new SplittableRandom(3).ints(40, 0, model.vocabularySize()).toArray();

        traceEqualsReference(model, 0, model.embed(ids), ids.length);
        traceEqualsReference(model, model.blocks() - 1, model.embed(ids), ids.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bloom-6heads-bf16",
                "bloom-8heads-f16",
                "falcon-grouped-bias-f16",
                "falcon-grouped-onenorm-bf16",
                "falcon-multiquery-bf16",
                "mixtral-bf16"
            })
    void the_trace_of_every_published_family_ends_in_the_output_of_the_reference(String name) {
        ReferenceModel model = ReferenceModel.open(Path.of("src/test/resources/golden", name));
        int[] ids = new SplittableRandom(3).ints(40, 0, model.vocabularySize()).toArray();
        for (int block = 0; block < model.blocks(); block++) {
            traceEqualsReference(model, block, model.embed(ids), ids.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_element_of_every_operation_is_the_result_of_its_steps(SmallModel small) {
        ReferenceModel model = small.open(directory);
        BlockGraph graph = BlockGraph.of(model.config(), model.manifest(), 1, small.tokens());
        NamedWeights weights = model.weights(WeightTransform.NONE);
        BlockTrace trace = BlockTrace.compute(graph, weights, small.input(small.tokens()));
        Disputant party = new Disputant(trace, weights, model::chunk);

        for (int i = 0; i < graph.size(); i++) {
            Operation operation = graph.operation(i);
            RowShape shape = operation.shape();
            int every = Math.max(1, shape.size() / 4000);
            for (int row = 0; row < shape.rows(); row++) {
                for (int element = 0; element < shape.width(row); element++) {
                    int at = shape.start(row) + element;
                    if (at % every == 0) {
                        Move.States states = (Move.States) party.answer(new Stage.Unroll(i, row, element, 0, 0));
                        assertThat(states.bits().get(states.bits().size() - 1))
                                .as("%s, row %d, element %d", operation.name(), row, element)
                                .isEqualTo(Float.floatToIntBits(trace.values().of(i)[at]));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_step_has_more_than_256_terms_or_reads_what_comes_later(SmallModel small) {
        ReferenceModel model = small.open(directory);
        BlockGraph graph = BlockGraph.of(model.config(), model.manifest(), 1, small.tokens());
        for (int i = 0; i < graph.size(); i++) {
            Operation operation = graph.operation(i);
            int lastRow = operation.shape().rows() - 1;
            for (int row : new int[] {0, lastRow / 2, lastRow}) {
                for (int s = 0; s < operation.steps(row); s++) {
                    for (Operand operand : operation.step(row, 0, s).operands()) {
                        assertThat(operand.count()).isBetween(1, 256);
                        assertThat(operand.from() % 256 + operand.count()).isLessThanOrEqualTo(256);
                        if (operand instanceof Operand.Computed computed) {
                            RowShape source = graph.shape(computed.operation());
                            assertThat(computed.operation()).isLessThan(i);
                            assertThat(computed.from() + computed.count())
                                    .isLessThanOrEqualTo(source.width(computed.row()));
                        }
                    }
                }
            }
        }
    }

    @Test
    void the_small_models_together_have_every_operation() {
        Set<OperationName> seen = EnumSet.noneOf(OperationName.class);
        for (SmallModel small : List.of(
                SmallModel.BIASED, SmallModel.NORMED, SmallModel.EXPERTS, SmallModel.PARALLEL, SmallModel.SLOPED)) {
            ReferenceModel model = small.open(directory);
            BlockGraph graph = BlockGraph.of(model.config(), model.manifest(), 0, 2);
            for (int i = 0; i < graph.size(); i++) {
                seen.add(graph.operation(i).name());
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(OperationName.values());
    }

    @Test
    void other_weights_and_another_input_give_other_roots() {
        ReferenceModel model = SmallModel.BIASED.open(directory);
        BlockGraph graph = BlockGraph.of(model.config(), model.manifest(), 0, 5);
        float[] input = SmallModel.BIASED.input(5);
        BlockTrace trace = BlockTrace.compute(graph, model.weights(WeightTransform.NONE), input);
        BlockTrace again = BlockTrace.compute(graph, model.weights(WeightTransform.NONE), input);
        BlockTrace scaled =
                BlockTrace.compute(graph, model.weights((tensor, row, values) -> values[0] *= 1.01f), input);
        float[] moved = input.clone();
        moved[7] = Math.nextUp(moved[7]);
        BlockTrace other = BlockTrace.compute(graph, model.weights(WeightTransform.NONE), moved);

        assertThat(again.claim(model.root())).isEqualTo(trace.claim(model.root()));
        assertThat(scaled.inputRoot()).isEqualTo(trace.inputRoot());
        assertThat(scaled.operationsRoot()).isNotEqualTo(trace.operationsRoot());
        assertThat(other.inputRoot()).isNotEqualTo(trace.inputRoot());
        assertThat(other.claim(model.root()).traceRoot())
                .isNotEqualTo(trace.claim(model.root()).traceRoot());
    }

    @Test
    void what_disputes_do_not_cover_is_refused_by_name() {
        ReferenceModel model = SmallModel.BIASED.open(directory);
        ModelConfig config = model.config();
        ModelManifest manifest = model.manifest();
        assertThatThrownBy(() -> BlockGraph.of(config, manifest, 2, 5)).hasMessageContaining("no block 2");
        assertThatThrownBy(() -> BlockGraph.of(config, manifest, 0, 0)).hasMessageContaining("0 positions");
        assertThatThrownBy(() -> BlockGraph.of(config, manifest, 0, 1025)).hasMessageContaining("1 to 1024");
        ModelConfig crowd = Shapes.of(config, "MixtralForCausalLM", new BlockKind.Experts(257, 2));
        assertThatThrownBy(() -> BlockGraph.of(crowd, manifest, 0, 5))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("at most 256 experts, not 257");
    }

    private static void traceEqualsReference(ReferenceModel model, int block, float[] input, int tokens) {
        BlockGraph graph = BlockGraph.of(model.config(), model.manifest(), block, tokens);
        float[] traced = BlockTrace.compute(graph, model.weights(WeightTransform.NONE), input)
                .output();

        float[] prefilled = model.span(new BlockSpan(block, 1)).open().forward(input, tokens)[0];
        assertThat(traced).isEqualTo(prefilled);

        SpanSession session = model.span(new BlockSpan(block, 1)).open();
        int hidden = model.hiddenSize();
        float[] decoded = new float[input.length];
        for (int at = 0; at < tokens; at = session.position()) {
            int count = at == 0 ? tokens / 2 : 1;
            float[] part = Arrays.copyOfRange(input, at * hidden, (at + count) * hidden);
            System.arraycopy(session.forward(part, count)[0], 0, decoded, at * hidden, part.length);
        }
        assertThat(traced).isEqualTo(decoded);
    }
}
