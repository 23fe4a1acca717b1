package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTest {

    @Test
    void the_greatest_logits_are_taken_and_their_shares_are_their_softmax() {
        Routing routing = Routing.of(new float[] {9, 1, 3, -2, 2}, 1, 4, 2);
        assertThat(List.of(routing.takes(0), routing.takes(1), routing.takes(2), routing.takes(3)))
                .containsExactly(false, true, false, true);
        assertThat((double) routing.share(1)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-7));
        assertThat((double) routing.share(3)).isCloseTo(1 / (1 + Math.exp(1)), within(1e-7));
    }

    @Test
    void of_equal_logits_the_lower_number_is_taken() {
        Routing routing = Routing.of(new float[] {0, 5, 5, 5}, 0, 4, 2);
        assertThat(routing.takes(1)).isTrue();
        assertThat(routing.takes(2)).isTrue();
        assertThat(routing.takes(3)).isFalse();
        assertThat(routing.share(1)).isEqualTo(0.5f);
    }

    @Test
    void logits_that_are_no_numbers_route_somewhere_all_the_same() {
        Routing routing = Routing.of(new float[] {Float.NaN, 1, Float.NaN}, 0, 3, 2);
        assertThat(routing.takes(0)).isTrue();
        assertThat(routing.takes(1)).isTrue();
        assertThat(routing.share(1)).isNaN();
    }

    @Test
    void rows_of_fused_heads_go_where_query_key_and_value_lie() {
        FusedHeads grouped = new FusedHeads(2, 3, 2);
        assertThat(grouped.total()).isEqualTo(20);
        List<String> places = new ArrayList<>();
        for (int row = 0; row < grouped.total(); row++) {
            places.add("qkv".charAt(grouped.part(row)) + "" + grouped.place(row));
        }
        assertThat(places)
                .containsExactly(
                        "q0", "q1", "q2", "q3", "q4", "q5", "k0", "k1", "v0", "v1", "q6", "q7", "q8", "q9", "q10",
                        "q11", "k2", "k3", "v2", "v3");
    }
}
