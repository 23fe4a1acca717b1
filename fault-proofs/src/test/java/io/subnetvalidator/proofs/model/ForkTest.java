package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkTest {

    private static final TinyShape SHAPE = new TinyShape(64, 32, 48, 2, 4, 2, 160);

    @TempDir
    private static Path directory;

    private static ReferenceModel model;
    private static ForkableSpan span;

    @BeforeAll
    static void load() {
        TinyModel.write(directory, 8, SHAPE);
        model = ReferenceModel.open(directory);
        span = model.span(new BlockSpan(0, 2));
    }

    @Test
    void a_fork_computes_the_bits_of_a_session_that_started_afresh() {
        int[] prefix = ids(1, 50);
        ForkableSession session = span.open();
        session.forward(model.embed(prefix), prefix.length);
        // The last continuation outgrows the capacity of the cache.
        for (int length : new int[] {1, 10, 100}) {
            int[] own = ids(length, length);
            ForkableSession fork = session.fork(prefix.length);
            assertThat(fork.forward(model.embed(own), length)).isDeepEqualTo(afresh(prefix, own));
            assertThat(fork.position()).isEqualTo(prefix.length + length);
        }
        assertThat(session.position()).isEqualTo(prefix.length);
    }

    @Test
    void origin_and_forks_at_any_position_go_on_without_disturbing_each_other() {
        SplittableRandom random = new SplittableRandom(20261125);
        List<ForkableSession> sessions = new ArrayList<>(List.of(span.open()));
        List<int[]> histories = new ArrayList<>(List.of(new int[0]));
        for (int step = 0; step < 150; step++) {
            int chosen = random.nextInt(sessions.size());
            int[] history = histories.get(chosen);
            int count = Math.min(random.nextInt(1, 9), SHAPE.contextLength() - history.length);
            if (count == 0 || random.nextInt(3) == 0) {
                int at = random.nextInt(history.length + 1);
                ForkableSession fork = sessions.get(chosen).fork(at);
                sessions.add(fork);
                histories.add(Arrays.copyOf(history, at));
                continue;
            }
            int[] next = ids(step, count);
            float[][] out = sessions.get(chosen).forward(model.embed(next), count);
            assertThat(out).as("step %d", step).isDeepEqualTo(afresh(history, next));
            int[] longer = Arrays.copyOf(history, history.length + count);
            System.arraycopy(next, 0, longer, history.length, count);
            histories.set(chosen, longer);
        }
        assertThat(sessions).hasSizeGreaterThan(30);
    }

    @Test
    void positions_never_reached_are_refused_and_the_context_still_limits_a_fork() {
        ForkableSession session = span.open();
        session.forward(model.embed(ids(1, 7)), 7);
        assertThatThrownBy(() -> session.fork(8))
                .hasMessageContaining("at position 7 cannot be continued from position 8");
        assertThatThrownBy(() -> session.fork(-1)).isInstanceOf(IllegalArgumentException.class);
        ForkableSession fork = session.fork(6);
        assertThatThrownBy(() -> fork.forward(new float[155 * 32], 155)).hasMessageContaining("context of 160 tokens");
        fork.forward(new float[154 * 32], 154);
        assertThat(fork.position()).isEqualTo(160);
    }

    private static float[][] afresh(int[] history, int[] next) {
        SpanSession session = span.open();
        if (history.length > 0) {
            session.forward(model.embed(history), history.length);
        }
        return session.forward(model.embed(next), next.length);
    }

    private static int[] ids(long seed, int count) {
        return new SplittableRandom(seed).ints(count, 0, SHAPE.vocabulary()).toArray();
    }
}
