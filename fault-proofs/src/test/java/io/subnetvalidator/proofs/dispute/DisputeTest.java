package io.subnetvalidator.proofs.dispute;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.dispute.Ruling.Reason;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever follows the canonical computation wins against whoever does not, whatever the other one does. */
class DisputeTest {

    private static final long SEED = 20261125;
    private static final int GAMES = 500;
    private static final int SLOW_GAMES = 10_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void one_wrong_bit_in_any_operation_is_found_and_proved(SmallModel small) {
        Arena arena = Arena.of(small, directory);
        Lies lies = new Lies(arena);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int operation = 0; operation < arena.graph.size(); operation++) {
            int size = arena.graph.shape(operation).size();
            int[] all = {0, random.nextInt(size), size - 1};
            for (int index : small == SmallModel.LONG ? new int[] {size - 1} : all) {
                BlockTrace trace = lies.flipped(operation, index, random.nextInt(32), index == 0);
                Player liar = lies.defend(trace, index == 0 ? Integer.MAX_VALUE : random.nextInt(3));
                Arena.Result result = arena.play(arena.honest(), liar);
                assertThat(result.ruling())
                        .as("%s, element %d", arena.graph.operation(operation).name(), index)
                        .isEqualTo(Ruling.against(Side.SECOND, Reason.LEAF));
                bounded(arena, result);
                assertThat(arena.play(liar, arena.honest()).ruling())
                        .isEqualTo(Ruling.against(Side.FIRST, Reason.LEAF));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BIASED", "EXPERTS", "PARALLEL", "SLOPED"})
    void the_step_in_question_is_of_the_operation_that_was_falsified_first(SmallModel small) {
        Arena arena = Arena.of(small, directory);
        Lies lies = new Lies(arena);
        for (int i = 0; i < arena.graph.size(); i++) {
            Operation operation = arena.graph.operation(i);
            int row = operation.shape().rows() - 1;
            int element = operation.shape().width(row) - 1;
            BlockTrace trace = lies.flipped(i, operation.shape().size() - 1, 0, true);
            Arena.Result result = arena.play(lies.defend(trace, 0), arena.honest());

            assertThat(result.questions()).hasSize(1);
            assertThat(result.questions().get(0).step()).isEqualTo(operation.step(row, element, 0));
        }
    }

    @Test
    void other_weights_a_skipped_operation_and_another_input_lose() {
        Arena arena = Arena.of(SmallModel.WIDE, directory);
        Lies lies = new Lies(arena);
        loses(arena, lies.defend(BlockTrace.compute(arena.graph, arena.model.weights(Lies.INT8), input(arena)), 1));
        WeightTransform late = (tensor, row, values) -> values[0] *= tensor.endsWith("down_proj.weight") ? 1.001f : 1;
        loses(arena, lies.defend(BlockTrace.compute(arena.graph, arena.model.weights(late), input(arena)), 0));
        for (int i = 0; i < arena.graph.size(); i++) {
            BlockTrace skipped = lies.skipped(i);
            if (!skipped.operationsRoot().equals(arena.truth.operationsRoot())) {
                loses(arena, lies.defend(skipped, 2));
            }
        }
        float[] moved = input(arena).clone();
        moved[0] = -moved[0];
        loses(arena, lies.defend(lies.ofInput(moved), 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"NORMED", "EXPERTS", "PARALLEL", "SLOPED"})
    void infinities_nan_and_the_smallest_numbers_do_not_confuse_the_game(SmallModel small) {
        ReferenceModel model = small.open(directory);
        float[] input = small.input(9);
        float[] extremes = {
            Float.NaN,
            Float.intBitsToFloat(0xFFC12345),
            Float.POSITIVE_INFINITY,
            -0.0f,
            Float.MIN_VALUE,
            -Float.MAX_VALUE
        };
        for (int i = 0; i < extremes.length; i++) {
            input[i * model.hiddenSize() + 2 * i] = extremes[i];
        }
        Arena arena = Arena.of(model, input, 9);
        Lies lies = new Lies(arena);
        int finite = 0;
        int others = 0;
        for (int operation = 0; operation < arena.graph.size(); operation++) {
            float[] values = arena.truth.values().of(operation);
            for (int index = 0; index < values.length; index += Math.max(1, values.length / 3)) {
                finite += Float.isFinite(values[index]) ? 1 : 0;
                others += Float.isFinite(values[index]) ? 0 : 1;
                // The highest bit of the exponent: no NaN becomes another one.
                loses(arena, lies.defend(lies.flipped(operation, index, 30, false), 0));
            }
        }
        assertThat(finite).isGreaterThan(10);
        assertThat(others).isGreaterThan(10);
    }

    @Test
    void a_root_without_a_trace_loses_at_once() {
        Arena arena = Arena.of(SmallModel.BIASED, directory);
        Hash256 invented = Hash256.of(new byte[32]);
        Player liar = scripted(
                invented,
                (ask, seat) ->
                        List.of(seat.sign(ask.round(), arena.honest().party().answer(ask.stage()))));

        assertThat(arena.play(liar, arena.honest()).ruling())
                .isEqualTo(Ruling.against(Side.FIRST, Reason.INCONSISTENT));
        assertThat(arena.play(arena.honest(), liar).ruling())
                .isEqualTo(Ruling.against(Side.SECOND, Reason.INCONSISTENT));
    }

    @Test
    void silence_in_any_round_loses_to_a_party_that_answers() {
        Arena arena = Arena.of(SmallModel.WIDE, directory);
        Lies lies = new Lies(arena);
        BlockTrace trace = lies.flipped(arena.graph.size() - 3, 600, 7, true);
        Player liar = lies.defend(trace, 1);
        int rounds = arena.play(liar, arena.honest()).rounds();
        for (int silentFrom = 0; silentFrom < rounds; silentFrom++) {
            int from = silentFrom;
            Player silent = scripted(
                    trace.operationsRoot(), (ask, seat) -> ask.round() >= from ? List.of() : liar.answer(ask, seat));
            Ruling ruling = arena.play(arena.honest(), silent).ruling();
            assertThat(ruling.losers()).containsExactly(Side.SECOND);
            assertThat(ruling.reason()).isEqualTo(from < rounds - 1 ? Reason.SILENCE : Reason.LEAF);
        }
    }

    @Test
    void two_that_are_silent_both_lose_and_two_liars_do_not_both_win() {
        Arena arena = Arena.of(SmallModel.BIASED, directory);
        Lies lies = new Lies(arena);
        Player mute = scripted(Hash256.of(new byte[32]), (ask, seat) -> List.of());
        assertThat(arena.play(mute, scripted(arena.truth.operationsRoot(), (ask, seat) -> List.of()))
                        .ruling())
                .isEqualTo(new Ruling(Set.of(Side.FIRST, Side.SECOND), Reason.SILENCE));

        Player one = lies.defend(lies.flipped(5, 3, 4, false), 0);
        Player other = lies.defend(lies.flipped(5, 3, 9, false), 0);
        assertThat(arena.play(one, other).ruling()).isEqualTo(new Ruling(Set.of(Side.FIRST, Side.SECOND), Reason.LEAF));
    }

    @ParameterizedTest
    @EnumSource(names = {"BIASED", "EXPERTS", "PARALLEL", "SHARED_NORM", "SLOPED"})
    void random_lies_defended_at_random_never_beat_the_truth(SmallModel small, TestReporter reporter) {
        play(Arena.of(small, directory), GAMES, reporter);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(names = {"BIASED", "NORMED", "EXPERTS", "PARALLEL", "SLOPED"})
    void many_random_lies_never_beat_the_truth(SmallModel small, TestReporter reporter) {
        play(Arena.of(small, directory), SLOW_GAMES, reporter);
    }

    private static void play(Arena arena, int games, TestReporter reporter) {
        Lies lies = new Lies(arena);
        Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        for (int game = 0; game < games; game++) {
            SplittableRandom random = new SplittableRandom(SEED + game);
            Player liar = lies.random(random);
            Side honest = random.nextBoolean() ? Side.FIRST : Side.SECOND;
            Arena.Result result =
                    honest == Side.FIRST ? arena.play(arena.honest(), liar) : arena.play(liar, arena.honest());

            assertThat(result.ruling().losers())
                    .as("game with seed %d", SEED + game)
                    .containsExactly(honest.other());
            bounded(arena, result);
            reasons.merge(result.ruling().reason(), 1, Integer::sum);
        }
        reporter.publishEntry(games + " games", reasons.toString());
        assertThat(reasons).containsKeys(Reason.LEAF, Reason.INCONSISTENT, Reason.SILENCE, Reason.NO_ANSWER);
    }

    private static void loses(Arena arena, Player liar) {
        assertThat(arena.play(arena.honest(), liar).ruling()).isEqualTo(Ruling.against(Side.SECOND, Reason.LEAF));
        assertThat(arena.play(liar, arena.honest()).ruling()).isEqualTo(Ruling.against(Side.FIRST, Reason.LEAF));
    }

    private static void bounded(Arena arena, Arena.Result result) {
        assertThat(result.rounds()).isLessThanOrEqualTo(DisputeBounds.rounds(arena.graph));
        assertThat(result.moves()).isLessThanOrEqualTo(DisputeBounds.moves(arena.graph));
        int greatest = DisputeBounds.leafBytes(arena.graph, arena.model.manifest());
        for (Bytes leaf : result.leaves()) {
            assertThat(leaf.size()).isLessThanOrEqualTo(greatest);
        }
    }

    private static float[] input(Arena arena) {
        return arena.truth.values().of(Operand.INPUT);
    }

    private interface Script {
        List<Bytes> answer(DisputeEffect.Ask ask, Player.Seat seat);
    }

    private static Player scripted(Hash256 root, Script script) {
        return new Player() {
            @Override
            public Hash256 operationsRoot() {
                return root;
            }

            @Override
            public List<Bytes> answer(DisputeEffect.Ask ask, Seat seat) {
                return script.answer(ask, seat);
            }
        };
    }
}
