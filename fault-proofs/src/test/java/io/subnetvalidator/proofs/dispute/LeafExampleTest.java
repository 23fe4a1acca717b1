package io.subnetvalidator.proofs.dispute;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.proofs.dispute.LeafChecker.Outcome;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.model.DataType;
import io.subnetvalidator.proofs.model.ModelManifest;
import io.subnetvalidator.proofs.model.NamedWeights;
import io.subnetvalidator.proofs.model.TensorChunk;
import io.subnetvalidator.proofs.model.TensorDigest;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked example of docs/disputes.md, byte by byte: one product of four terms. */
class LeafExampleTest {

    private static final Path PAGE = Path.of("../docs/disputes.md");
    private static final String QUERY = "model.layers.0.self_attn.q_proj.weight";
    private static final String KEY = "model.layers.0.self_attn.k_proj.weight";
    private static final float[][] WEIGHTS = {
        {1, 0, 0, 0}, {0, 1, 0, 0}, {0.25f, -1, 3, 2}, {0, 0, 0, 1},
    };
    private static final float[] NORMED = {0, 1, 2, 3, 1, 2, 0.5f, -1};
    private static final int QUERY_INDEX = 2;
    private static final int DISPUTED = 6;

    @TempDir
    private Path directory;

    @Test
    void the_example_in_the_documentation_is_what_the_code_makes() throws IOException {
        Question question = question();
        byte[] leaf = ((Move.Leaf) party(-2.25f).answer(new Stage.Prove(question)))
                .bytes()
                .toBytes();
        byte[] anchor = question.anchor().toBytes();

        assertThat(LeafChecker.decide(anchor, leaf, message -> Blake2b.hash(32, message)))
                .isEqualTo(Outcome.FIRST);
        assertThat(Files.readString(PAGE)).contains(listing(anchor, leaf));
    }

    /** The dispute of a party that claims -2.25 with one that claims -2.5. */
    private Question question() {
        Disputant first = party(-2.25f);
        Disputant second = party(-2.5f);
        BlockTrace trace = trace(-2.25f);
        Bisection bisection =
                new Bisection(trace.graph(), trace.claim(manifest().root()).subject());
        Stage stage = bisection.start(trace.operationsRoot(), trace(-2.5f).operationsRoot());
        List<AgreedOperations> agreed = List.of();
        while (!(stage instanceof Stage.Prove prove)) {
            Bisection.Narrowed next = bisection.narrow(stage, first.answer(stage), second.answer(stage), agreed);
            stage = next.stage();
            agreed = next.agreed();
        }
        return prove.question();
    }

    private Disputant party(float claimed) {
        // One step decides, so no weights are read but those that are shown.
        NamedWeights unread = SmallModel.BIASED.open(directory).weights(WeightTransform.NONE);
        return new Disputant(trace(claimed), unread, LeafExampleTest::chunk);
    }

    private static BlockTrace trace(float claimed) {
        BlockGraph graph = BlockGraph.of(Shapes.tiny(), manifest(), 0, 2);
        List<float[]> outputs = new ArrayList<>();
        for (int i = 0; i < graph.size(); i++) {
            outputs.add(new float[graph.shape(i).size()]);
        }
        outputs.set(QUERY_INDEX - 1, NORMED);
        outputs.get(QUERY_INDEX)[DISPUTED] = claimed;
        return BlockTrace.of(
                graph, new BlockValues(new float[graph.shape(Operand.INPUT).size()], outputs));
    }

    private static String listing(byte[] anchor, byte[] leaf) {
        Listing out = new Listing(leaf);
        out.line(5, "\"HTDQ\", version 1");
        out.line(1, "kind 1: PRODUCT");
        out.line(4, "integer 0");
        out.line(8, "real 0");
        out.line(4, "before: -0");
        out.line(4, "first claims -2.25");
        out.line(4, "second claims -2.5");
        out.line(1, "two operands");
        out.line(1, "operand 0 is computed");
        out.line(32, "root of the operations agreed on");
        out.line(2, "operation 1 of them");
        out.line(2, "of 2");
        out.line(4, "row 1");
        out.line(4, "of 2");
        out.line(4, "4 elements wide");
        out.line(4, "from element 0");
        out.line(2, "4 elements");
        out.line(1, "operand 1 is weights");
        out.line(32, "model root");
        out.line(1, "a name of 38 bytes");
        out.line(38, QUERY);
        out.line(1, "two dimensions");
        out.line(4, "4 rows");
        out.line(4, "4 columns");
        out.line(4, "row 2");
        out.line(4, "from element 0");
        out.line(2, "4 elements: the question ends");
        out.line(16, "piece: 1, 2, 0.5, -1");
        out.line(32, "hash beside row 1");
        out.line(32, "hash beside operation 1");
        out.line(1, "type 1: BF16");
        out.line(2, "leaf 2 of the model's tree");
        out.line(2, "of 3");
        out.line(8, "piece: 0.25, -1, 3, 2");
        out.line(32, "hash beside piece 2");
        out.line(32, "hash above it");
        out.line(32, "hash beside the tensor");
        return "anchor " + HexFormat.of().formatHex(anchor) + "\n\n" + out.text();
    }

    /** Hexadecimal bytes with what they mean. */
    private static final class Listing {

        private final byte[] bytes;
        private final StringBuilder text = new StringBuilder();
        private int at;

        private Listing(byte[] bytes) {
            this.bytes = bytes;
        }

        private void line(int count, String meaning) {
            String hex = HexFormat.of().formatHex(bytes, at, at + count);
            text.append("%04d  %-76s  %s%n".formatted(at, hex, meaning).replace(System.lineSeparator(), "\n"));
            at += count;
        }

        private String text() {
            assertThat(at).as("every byte is explained").isEqualTo(bytes.length);
            return text.toString();
        }
    }

    private static List<byte[]> pieces() {
        List<byte[]> pieces = new ArrayList<>();
        for (float[] row : WEIGHTS) {
            ByteBuffer piece = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : row) {
                piece.putShort(FloatFormats.toBfloat16(value));
            }
            pieces.add(piece.array());
        }
        return pieces;
    }

    private static ModelManifest manifest() {
        Hash256 digest = MerkleTree.over(pieces()).root();
        return new ModelManifest(
                Hash256.of(new byte[32]),
                List.of(
                        new TensorDigest(KEY, DataType.BF16, List.of(4L, 4L), digest),
                        new TensorDigest(QUERY, DataType.BF16, List.of(4L, 4L), digest)));
    }

    private static TensorChunk chunk(String tensor, long row, int block) {
        ModelManifest manifest = manifest();
        int position = manifest.position(tensor);
        MerkleTree tree = MerkleTree.over(pieces());
        return new TensorChunk(
                manifest.tensors().get(position),
                position,
                manifest.tensors().size(),
                row,
                block,
                Bytes.of(pieces().get((int) row)),
                tree.path((int) row),
                manifest.path(position));
    }
}
