package io.subnetvalidator.proofs.dispute;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.proofs.model.DataType;
import io.subnetvalidator.proofs.model.FamilyTensors;
import io.subnetvalidator.proofs.model.ModelConfig;
import io.subnetvalidator.proofs.model.ModelManifest;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Sizes and rounds for models of 8 billion parameters. */
class DisputeBoundsTest {

    /** The bytes that dispute, round, side and signature add to a leaf on its way. */
    private static final int ENVELOPE = 32 + 2 + 1 + 2 + 1 + 64;

    @TempDir
    private Path directory;

    @Test
    void a_leaf_of_an_8b_model_fits_an_argument_on_chain(TestReporter reporter) {
        for (int tokens : new int[] {32, 512, 2048, 8192, 11_584}) {
            BlockGraph graph = BlockGraph.of(Shapes.llama8b(), manifest(DataType.BF16), 0, tokens);
            int bf16 = DisputeBounds.leafBytes(graph, manifest(DataType.BF16));
            int f32 = DisputeBounds.leafBytes(graph, manifest(DataType.F32));
            reporter.publishEntry(
                    tokens + " tokens",
                    bf16 + " bytes with bf16 weights, " + f32 + " with f32, " + DisputeBounds.rounds(graph)
                            + " rounds, " + DisputeBounds.moves(graph) + " moves");
            assertThat(f32).isLessThanOrEqualTo(LeafChecker.MAX_BYTES);
        }
        BlockGraph probe = BlockGraph.of(Shapes.llama8b(), manifest(DataType.BF16), 31, 32);
        assertThat(DisputeBounds.leafBytes(probe, manifest(DataType.BF16)) + ENVELOPE)
                .isLessThanOrEqualTo(LeafChecker.MAX_BYTES);
    }

    @Test
    void a_leaf_of_the_largest_models_of_the_other_families_fits_an_argument_on_chain(TestReporter reporter) {
        for (ModelConfig config : List.of(Shapes.mixtral8x7b(), Shapes.falcon40b(), Shapes.bloom176b())) {
            ModelManifest bf16 = FamilyTensors.manifest(config, DataType.BF16);
            ModelManifest f32 = FamilyTensors.manifest(config, DataType.F32);
            for (int tokens : new int[] {32, 512, 2048}) {
                BlockGraph graph = BlockGraph.of(config, bf16, 0, tokens);
                int bytes = DisputeBounds.leafBytes(graph, bf16);
                reporter.publishEntry(
                        config.architecture() + ", " + tokens + " tokens",
                        graph.size() + " operations, " + bytes + " bytes with bf16 weights, "
                                + DisputeBounds.leafBytes(graph, f32) + " with f32, " + DisputeBounds.rounds(graph)
                                + " rounds, " + DisputeBounds.moves(graph) + " moves");
                assertThat(bytes).isLessThanOrEqualTo(LeafChecker.MAX_BYTES);
            }
            BlockGraph probe = BlockGraph.of(config, bf16, config.blocks() - 1, 32);
            assertThat(DisputeBounds.leafBytes(probe, bf16) + ENVELOPE).isLessThanOrEqualTo(LeafChecker.MAX_BYTES);
        }
    }

    @Test
    void the_bound_of_every_operation_of_an_8b_model_is_known(TestReporter reporter) {
        BlockGraph graph = BlockGraph.of(Shapes.llama8b(), manifest(DataType.BF16), 0, 32);
        Map<String, DataType> types = types(manifest(DataType.BF16));
        for (int i = 0; i < graph.size(); i++) {
            int bytes = DisputeBounds.leafBytes(graph, i, types);
            reporter.publishEntry(graph.operation(i).name().name(), bytes + " bytes");
            assertThat(bytes).isLessThanOrEqualTo(LeafChecker.MAX_BYTES);
        }
    }

    @Test
    void rounds_grow_with_the_logarithm_of_the_shapes() {
        int before = 0;
        for (int tokens = 2; tokens <= 8192; tokens *= 2) {
            int rounds = DisputeBounds.rounds(BlockGraph.of(Shapes.llama8b(), manifest(DataType.BF16), 0, tokens));
            assertThat(rounds - before).isLessThanOrEqualTo(before == 0 ? 30 : 2);
            before = rounds;
        }
    }

    @Tag("slow")
    @Test
    void disputes_over_a_block_of_8b_shape_stay_within_the_bounds(TestReporter reporter) {
        TinyShape shape = new TinyShape(320, 4096, 14_336, 1, 32, 8, 512);
        TinyModel.write(directory, 8, shape);
        ReferenceModel model = ReferenceModel.open(directory);
        int tokens = 32;
        int[] ids = new SplittableRandom(8).ints(tokens, 0, shape.vocabulary()).toArray();
        Arena arena = Arena.of(model, model.embed(ids), tokens);
        Lies lies = new Lies(arena);
        SplittableRandom random = new SplittableRandom(88);
        int moreHashes = depth(manifest(DataType.BF16).tensors().size() + 1)
                - depth(model.manifest().tensors().size() + 1);
        for (int i = 0; i < arena.graph.size(); i++) {
            int index = random.nextInt(arena.graph.shape(i).size());
            Arena.Result result =
                    arena.play(lies.defend(lies.flipped(i, index, random.nextInt(32), false), 40), arena.honest());
            assertThat(result.ruling()).isEqualTo(Ruling.against(Side.FIRST, Ruling.Reason.LEAF));
            int leaf = result.leaves().get(0).size();
            boolean weights = result.questions().get(0).step().operands().stream()
                    .anyMatch(operand -> operand instanceof Operand.Weights);
            int of32Blocks = leaf + (weights ? moreHashes * Hash256.LENGTH : 0);
            reporter.publishEntry(
                    arena.graph.operation(i).name().name(),
                    of32Blocks + " bytes, " + result.rounds() + " rounds, " + result.moves() + " moves");
            assertThat(leaf).isLessThanOrEqualTo(DisputeBounds.leafBytes(arena.graph, model.manifest()));
            assertThat(result.moves()).isLessThanOrEqualTo(DisputeBounds.moves(arena.graph));
        }
    }

    private static int depth(int leaves) {
        return MerkleTree.path(0, leaves, (from, to) -> MerkleTree.EMPTY_ROOT).size();
    }

    /** The tensors of Llama 3 8B. */
    private static ModelManifest manifest(DataType type) {
        return FamilyTensors.manifest(Shapes.llama8b(), type);
    }

    private static Map<String, DataType> types(ModelManifest manifest) {
        Map<String, DataType> types = new HashMap<>();
        manifest.tensors().forEach(tensor -> types.put(tensor.name(), tensor.type()));
        return types;
    }
}
