package io.subnetvalidator.scp.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoutePlannerTest {

    private static final BlockSpan ALL = new BlockSpan(0, 6);

    @Test
    void the_cheapest_chain_without_gap_or_overlap_is_taken() {
        Candidate whole = candidate(0, 6, 10);
        Candidate left = candidate(0, 3, 2);
        Candidate right = candidate(3, 6, 3);
        Candidate overlapping = candidate(2, 6, 0);

        assertThat(RoutePlanner.plan(ALL, List.of(whole, left, right, overlapping)))
                .hasValue(List.of(left, right));
    }

    @Test
    void at_equal_cost_fewer_hops_are_better() {
        Candidate whole = candidate(0, 6, 5);

        assertThat(RoutePlanner.plan(ALL, List.of(candidate(0, 3, 2), candidate(3, 6, 3), whole)))
                .hasValue(List.of(whole));
    }

    @Test
    void without_a_node_for_some_block_there_is_no_route() {
        assertThat(RoutePlanner.plan(ALL, List.of(candidate(0, 3, 1), candidate(4, 6, 1))))
                .isEmpty();
        assertThat(RoutePlanner.plan(ALL, List.of())).isEmpty();
    }

    @Test
    void a_route_through_a_node_uses_it_whatever_it_costs() {
        Candidate cheap = candidate(0, 6, 0);
        Candidate left = candidate(0, 2, 1);
        Candidate wanted = candidate(2, 4, 1000);
        Candidate right = candidate(4, 6, 1);
        List<Candidate> candidates = List.of(cheap, left, wanted, right);

        assertThat(RoutePlanner.through(wanted.peer(), ALL, candidates)).hasValue(List.of(left, wanted, right));
        assertThat(RoutePlanner.through(wanted.peer(), ALL, List.of(cheap, wanted, right)))
                .isEmpty();
        assertThat(RoutePlanner.through(cheap.peer(), ALL, List.of(wanted))).isEmpty();
    }

    @Test
    void the_order_of_the_candidates_does_not_matter_and_no_other_chain_is_cheaper() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int first = random.nextInt(6);
                candidates.add(candidate(first, first + 1 + random.nextInt(6 - first), random.nextInt(5)));
            }
            var route = RoutePlanner.plan(ALL, candidates);
            List<Candidate> shuffled = new ArrayList<>(candidates);
            Collections.shuffle(shuffled, random);

            assertThat(RoutePlanner.plan(ALL, shuffled)).isEqualTo(route);
            OptionalLong cost = route.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                            route.get().stream().mapToLong(Candidate::cost).sum());
            assertThat(cost).isEqualTo(cheapest(0, candidates));
        }
    }

    @Test
    void a_plan_with_a_gap_or_two_models_is_refused() {
        Candidate left = candidate(0, 3, 1);
        PeerKey key = PeerKey.generate(new java.security.SecureRandom());
        Candidate ofAnotherModel = new Candidate(
                new PeerAddress(key.peerId(), "127.0.0.1", 1),
                ToyNode.announcement(key, BlockSpan.between(3, 6), (byte) 2),
                1);

        assertThatThrownBy(() -> plan(left, candidate(4, 6, 1))).hasMessageContaining("where block 3 is next");
        assertThatThrownBy(() -> plan(left, ofAnotherModel)).hasMessageContaining("different models");
    }

    private static SessionPlan plan(Candidate... route) {
        return new SessionPlan(
                Epoch.of(1),
                List.of(route),
                List.of(),
                new Prompt.Given(List.of(1)),
                1,
                Duration.ofSeconds(1),
                Hash256.of(new byte[Hash256.LENGTH]));
    }

    /** Every chain, by trying all of them. */
    private static OptionalLong cheapest(int from, List<Candidate> candidates) {
        if (from == ALL.end()) {
            return OptionalLong.of(0);
        }
        return candidates.stream()
                .filter(candidate -> candidate.span().first() == from)
                .flatMapToLong(candidate -> {
                    OptionalLong rest = cheapest(candidate.span().end(), candidates);
                    return rest.isEmpty() ? LongStream.empty() : LongStream.of(rest.getAsLong() + candidate.cost());
                })
                .min();
    }

    private static Candidate candidate(int first, int end, int cost) {
        PeerKey key = PeerKey.generate(new java.security.SecureRandom());
        return new Candidate(
                new PeerAddress(key.peerId(), "127.0.0.1", 1),
                ToyNode.announcement(key, BlockSpan.between(first, end), (byte) 1),
                cost);
    }
}
