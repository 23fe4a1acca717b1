package io.subnetvalidator.scp.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.transcript.SeededDraw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProbePlanTest {

    private static final ProbePlan.Budget BUDGET = new ProbePlan.Budget(3, 1, 12, 5);
    private static final List<NodeId> TARGETS =
            LongStream.rangeClosed(1, 9).mapToObj(NodeId::of).toList();

    @Test
    void every_target_gets_its_probes_within_the_window() {
        ProbePlan plan = ProbePlan.draw(hash(1), TARGETS, BUDGET);
        assertThat(plan.probes().stream().collect(Collectors.groupingBy(PlannedProbe::target, Collectors.counting())))
                .hasSize(9)
                .allSatisfy((node, count) -> assertThat(count).isEqualTo(3));
        assertThat(plan.probes()).allSatisfy(probe -> {
            assertThat(probe.offset()).isBetween(1L, 12L);
            assertThat(probe.steps()).isBetween(1, 5);
        });
        assertThat(plan.probes()).isSortedAccordingTo((a, b) -> Long.compare(a.offset(), b.offset()));
        assertThat(plan.probes().stream().map(PlannedProbe::seed)).doesNotHaveDuplicates();
    }

    @Test
    void the_plan_depends_on_the_seed_and_not_on_the_order_of_the_targets() {
        List<NodeId> reversed = new ArrayList<>(TARGETS);
        Collections.reverse(reversed);
        assertThat(ProbePlan.draw(hash(1), reversed, BUDGET)).isEqualTo(ProbePlan.draw(hash(1), TARGETS, BUDGET));
        assertThat(ProbePlan.draw(hash(2), TARGETS, BUDGET)).isNotEqualTo(ProbePlan.draw(hash(1), TARGETS, BUDGET));
    }

    @Test
    void the_seed_changes_with_each_of_its_parts() {
        Function<int[], Hash256> seed = parts -> ProbePlan.seed(
                hash(parts[0]),
                SubnetId.of(parts[1]),
                Epoch.of(parts[2]),
                hash(parts[3]),
                NodeId.of(parts[4]),
                hash(parts[5]));
        Hash256 base = seed.apply(new int[] {1, 1, 1, 1, 1, 1});
        for (int i = 0; i < 6; i++) {
            int[] parts = {1, 1, 1, 1, 1, 1};
            parts[i] = 2;
            assertThat(seed.apply(parts)).as("part " + i).isNotEqualTo(base);
        }
    }

    @Test
    void drawn_numbers_are_spread_evenly() {
        SeededDraw draw = new SeededDraw(hash(7));
        int[] counts = new int[7];
        for (int i = 0; i < 7_000; i++) {
            counts[draw.below(7)]++;
        }
        // Chi-squared with 6 degrees of freedom stays below 22.5 with probability 0.999; the seed is fixed.
        double chi = 0;
        for (int count : counts) {
            chi += (count - 1000.0) * (count - 1000.0) / 1000.0;
        }
        assertThat(chi).isLessThan(22.5);
    }

    private static Hash256 hash(int value) {
        return Blake2b.hash256(new byte[] {(byte) value});
    }
}
