package io.subnetvalidator.proofs.dispute;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.proofs.dispute.LeafChecker.Outcome;
import io.subnetvalidator.proofs.kernel.Exponential;
import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.kernel.Gelu;
import io.subnetvalidator.proofs.model.Routing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The leaf checker stands alone, computes what the kernels compute, and cannot be talked into anything. */
class LeafCheckerTest {

    private static final Path SOURCE = Path.of("src/main/java/io/subnetvalidator/proofs/dispute/LeafChecker.java")
            .toAbsolutePath();
    private static final int MUTATIONS = 100_000;

    @TempDir
    private static Path directory;

    private static final List<Case> CASES = new ArrayList<>();

    /** A valid leaf and what it decides. */
    private record Case(StepKind kind, boolean weights, Bytes digest, Bytes leaf, Outcome outcome) {

        byte[] anchor() {
            return digest.toBytes();
        }
    }

    @BeforeAll
    static void play_one_dispute_over_every_operation() throws IOException {
        for (SmallModel small : List.of(
                SmallModel.BIASED, SmallModel.NORMED, SmallModel.EXPERTS, SmallModel.PARALLEL, SmallModel.SLOPED)) {
            Path model = Files.createDirectory(directory.resolve(small.name()));
            Arena arena = Arena.of(small, model);
            Lies lies = new Lies(arena);
            for (int i = 0; i < arena.graph.size(); i++) {
                // Element 0 of the last row is absent where a window hides the first keys.
                RowShape shape = arena.graph.shape(i);
                Player liar = lies.defend(lies.flipped(i, shape.start(shape.rows() - 1), 3, false), 0);
                add(arena.play(arena.honest(), liar), Outcome.FIRST);
                Player other = lies.defend(lies.flipped(i, shape.size() - 1, 3, false), 0);
                add(arena.play(other, arena.honest()), Outcome.SECOND);
            }
        }
    }

    private static void add(Arena.Result result, Outcome outcome) {
        Question question = result.questions().get(0);
        CASES.add(new Case(
                question.step().kind(),
                question.step().operands().stream().anyMatch(operand -> operand instanceof Operand.Weights),
                Bytes.of(question.anchor().toBytes()),
                result.leaves().get(0),
                outcome));
    }

    @Test
    void there_is_a_leaf_of_every_kind_and_each_decides_for_the_honest_party() {
        Set<StepKind> kinds = EnumSet.noneOf(StepKind.class);
        for (Case leaf : CASES) {
            kinds.add(leaf.kind());
            assertThat(decide(leaf.anchor(), leaf.leaf().toBytes())).isEqualTo(leaf.outcome());
        }
        assertThat(kinds).containsExactlyInAnyOrder(StepKind.values());
    }

    @Test
    void no_single_flipped_bit_changes_the_outcome() {
        Map<StepKind, Case> one = new EnumMap<>(StepKind.class);
        CASES.forEach(leaf -> one.put(leaf.kind(), leaf));
        for (Case leaf : one.values()) {
            byte[] bytes = leaf.leaf().toBytes();
            int unchanged = 0;
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                bytes[bit / 8] ^= (byte) (1 << (bit % 8));
                Outcome outcome = decide(leaf.anchor(), bytes);
                assertThat(outcome).as("%s, bit %d", leaf.kind(), bit).isIn(Outcome.INVALID, leaf.outcome());
                unchanged += outcome == Outcome.INVALID ? 0 : 1;
                bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            }
            // Different places in trees of different sizes may have one path; only those of the tensor are in the
            // evidence.
            boolean weights = leaf.weights();
            assertThat(unchanged).as("%s", leaf.kind()).isLessThanOrEqualTo(weights ? 16 : 0);
        }
    }

    @Test
    void mutated_leaves_never_decide_for_the_liar(TestReporter reporter) {
        mutate(MUTATIONS, reporter);
    }

    @Tag("slow")
    @Test
    void many_mutated_leaves_never_decide_for_the_liar(TestReporter reporter) {
        mutate(100 * MUTATIONS, reporter);
    }

    @Test
    void a_leaf_answers_no_other_question() {
        for (Case leaf : CASES) {
            for (Case other : CASES) {
                if (!Arrays.equals(leaf.anchor(), other.anchor())) {
                    assertThat(decide(other.anchor(), leaf.leaf().toBytes())).isEqualTo(Outcome.INVALID);
                }
            }
        }
    }

    @Test
    void a_question_whose_anchor_is_right_but_which_makes_no_sense_is_invalid() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] leaf = CASES.get(random.nextInt(CASES.size())).leaf().toBytes();
            byte[] anchorOf = Arrays.copyOf(leaf, random.nextInt(leaf.length));
            leaf[5 + random.nextInt(26)] ^= (byte) (1 << random.nextInt(8));
            byte[] anchor = Blake2b.hash(
                    32, "hypertensor-scp/1/dispute-question\0".getBytes(StandardCharsets.US_ASCII), anchorOf);
            assertThat(decide(anchor, leaf)).isEqualTo(Outcome.INVALID);
            assertThat(decide(anchor, anchorOf)).isEqualTo(Outcome.INVALID);
        }
    }

    @Test
    void exponential_activations_and_half_floats_are_those_of_the_kernels() {
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 4099) {
            float x = Float.intBitsToFloat((int) bits);
            float exponential = LeafChecker.step(LeafChecker.EXPONENTIAL, 0, 1, 0, new float[] {x}, new float[] {0});
            assertThat(Float.floatToIntBits(exponential)).isEqualTo(Float.floatToIntBits(Exponential.exp(x)));
            float gated = LeafChecker.step(LeafChecker.GATE, 0, 0, 0, new float[] {x}, new float[] {1});
            assertThat(Float.floatToIntBits(gated)).isEqualTo(Float.floatToIntBits(Exponential.silu(x)));
            float gelu = LeafChecker.step(LeafChecker.GELU, 0, 0, 0, new float[] {x});
            assertThat(Float.floatToIntBits(gelu)).isEqualTo(Float.floatToIntBits(Gelu.exact(x)));
            float approximate = LeafChecker.step(LeafChecker.GELU_TANH, 0, 0, 0, new float[] {x});
            assertThat(Float.floatToIntBits(approximate)).isEqualTo(Float.floatToIntBits(Gelu.tanh(x)));
        }
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertThat(Float.floatToIntBits(LeafChecker.half(bits)))
                    .isEqualTo(Float.floatToIntBits(FloatFormats.float16((short) bits)));
        }
    }

    @Test
    void the_share_of_an_expert_is_that_of_the_reference_also_for_equal_logits_infinities_and_nan() {
        SplittableRandom random = new SplittableRandom(9);
        float[] extremes = {0, -0.0f, 1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 200, -200};
        for (int i = 0; i < 2000; i++) {
            float[] logits = new float[1 + random.nextInt(9)];
            for (int e = 0; e < logits.length; e++) {
                logits[e] = i % 2 == 0 ? extremes[random.nextInt(extremes.length)] : (float) random.nextGaussian();
            }
            int taken = 1 + random.nextInt(logits.length);
            Routing reference = Routing.of(logits, 0, logits.length, taken);
            for (int e = 0; e < logits.length; e++) {
                float share = LeafChecker.step(LeafChecker.ROUTE, e, taken, 0, logits);
                float expected = reference.takes(e) ? reference.share(e) : LeafChecker.NOT_TAKEN;
                assertThat(Float.floatToIntBits(share)).isEqualTo(Float.floatToIntBits(expected));
            }
        }
    }

    @Test
    void it_compiles_alone_and_imports_nothing() throws IOException {
        assertThat(Files.readAllLines(SOURCE)).noneMatch(line -> line.startsWith("import "));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createDirectory(directory.resolve("classes"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d", classes.toString(), "-cp", classes.toString(), "--limit-modules", "java.base", "-proc:none");
            Boolean compiled = compiler.getTask(
                            null, files, null, options, null, files.getJavaFileObjects(SOURCE.toFile()))
                    .call();
            assertThat(compiled).isTrue();
        }
    }

    private static void mutate(int mutations, TestReporter reporter) {
        SplittableRandom random = new SplittableRandom(20261125);
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (int i = 0; i < mutations; i++) {
            Case leaf = CASES.get(random.nextInt(CASES.size()));
            byte[] mutated = mutated(leaf.leaf().toBytes(), random);
            Outcome outcome = decide(leaf.anchor(), mutated);
            assertThat(outcome).as("mutation %d of %s", i, leaf.kind()).isIn(Outcome.INVALID, leaf.outcome());
            outcomes.merge(outcome, 1, Integer::sum);
        }
        reporter.publishEntry(mutations + " mutations", outcomes.toString());
    }

    private static byte[] mutated(byte[] leaf, SplittableRandom random) {
        int at = random.nextInt(leaf.length);
        switch (random.nextInt(6)) {
            case 0 -> leaf[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> leaf[at] = (byte) random.nextInt();
            case 2 -> {
                for (int i = 0; i < 4; i++) {
                    leaf[random.nextInt(leaf.length)] = (byte) random.nextInt();
                }
            }
            case 3 -> {
                return Arrays.copyOf(leaf, random.nextInt(leaf.length + 100));
            }
            case 4 -> {
                int length = Math.min(32, leaf.length - at);
                System.arraycopy(leaf, random.nextInt(leaf.length - length + 1), leaf, at, length);
            }
            default -> {
                byte[] other = CASES.get(random.nextInt(CASES.size())).leaf().toBytes();
                System.arraycopy(other, 0, leaf, 0, Math.min(at, other.length));
            }
        }
        return leaf;
    }

    private static Outcome decide(byte[] anchor, byte[] leaf) {
        return LeafChecker.decide(anchor, leaf, message -> Blake2b.hash(32, message));
    }
}
