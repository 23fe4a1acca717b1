package io.subnetvalidator.proofs.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BestTimeTest {

    private long now;
    private int runs;

    @Test
    void warm_up_goes_on_while_runs_become_faster_and_is_not_counted() {
        long slow = 4 * BestTime.TURN;
        // Every run is faster than the one before until the tenth.
        BestTime time = new BestTime(() -> now, () -> now += slow - 10_000_000L * Math.min(++runs, 10));

        time.warmUp();

        assertThat(runs).isGreaterThan(10);
        assertThat(time.best()).isEqualTo(Long.MAX_VALUE);
        time.turn(1);
        assertThat(time.best()).isEqualTo(slow - 100_000_000L);
    }

    @Test
    void a_turn_lasts_its_time_or_the_least_number_of_runs_and_the_shortest_counts() {
        BestTime quick = new BestTime(() -> now, () -> now += BestTime.TURN / 10 + ++runs % 3);
        quick.turn(1);
        assertThat(runs).isEqualTo(10);
        assertThat(quick.best()).isEqualTo(BestTime.TURN / 10);

        runs = 0;
        new BestTime(() -> now, () -> now += BestTime.TURN * ++runs).turn(3);
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void a_budget_too_short_for_turns_is_refused() {
        assertThatThrownBy(() -> new KernelBench(System::nanoTime, KernelBench.LEAST_BUDGET - 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
