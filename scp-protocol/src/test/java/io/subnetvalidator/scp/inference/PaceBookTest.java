package io.subnetvalidator.scp.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PaceBookTest {

    private static final BlockSpan ALL = new BlockSpan(0, 5);
    private static final PaceBook.Tuning TUNING =
            new PaceBook.Tuning(Duration.ofSeconds(60), new PaceBook.Bounds(2, 40), new PaceBook.Bounds(1, 8), 1000, 4);

    private final AtomicLong clock = new AtomicLong(1000);
    private final PaceBook paces = new PaceBook(TUNING, clock::get);
    private final Random random = new Random(5);

    @Test
    void a_node_of_which_nothing_is_known_is_expected_at_the_upper_bounds_while_nothing_is_known_of_any() {
        assertThat(paces.expected(peer(), 3)).isEqualTo(40 + 3 * 8);
    }

    @Test
    void an_unknown_node_is_expected_twice_as_fast_as_the_best_known_within_bounds() {
        PeerId known = peer();
        paces.roundTrip(known, 20);
        assertThat(paces.expected(peer(), 0)).isEqualTo(10);
        assertThat(paces.expected(known, 0)).isGreaterThan(10);

        paces.roundTrip(peer(), 1);
        assertThat(paces.expected(peer(), 0)).isEqualTo(2);
    }

    @Test
    void measurements_move_the_estimate_and_fade_so_that_a_slow_node_is_tried_again() {
        PeerId slow = peer();
        paces.roundTrip(peer(), 10);
        for (int i = 0; i < 50; i++) {
            paces.roundTrip(slow, 500);
        }
        assertThat(paces.expected(slow, 0)).isCloseTo(500, within(20.0));

        clock.addAndGet(Duration.ofMinutes(20).toMillis());
        assertThat(paces.expected(slow, 0)).isLessThan(50);
    }

    @Test
    void steps_of_one_token_teach_the_time_of_a_block_beyond_the_round_trip() {
        Candidate node = candidate(0, 2);
        for (int i = 0; i < 60; i++) {
            paces.roundTrip(node.peer(), 10);
        }
        double roundTrip = paces.expected(node.peer(), 0);
        paces.learn(session(node, List.of(400L, 16L, 16L, 16L), Optional.empty()));

        double measured = (16 - roundTrip) / 2;
        double assumed = Math.max(1, measured / 2);
        assertThat(paces.expected(node.peer(), 2))
                .isCloseTo(roundTrip + 2 * (assumed + 3 * measured) / 4, within(1e-9));
    }

    @Test
    void failures_cost_time_up_to_a_bound_and_are_forgiven_by_half_after_every_half_life() {
        Candidate node = candidate(0, 1);
        double before = paces.expected(node.peer(), 1);
        Optional<HopFailure> failure = Optional.of(new HopFailure(HopFailure.Kind.TIMEOUT, "late"));
        paces.learn(session(node, List.of(), failure));
        assertThat(paces.expected(node.peer(), 1)).isCloseTo(before + 1000, within(1e-9));

        for (int i = 0; i < 10; i++) {
            paces.learn(session(node, List.of(), failure));
        }
        assertThat(paces.expected(node.peer(), 1)).isCloseTo(before + 4000, within(1e-9));
        clock.addAndGet(Duration.ofMinutes(4).toMillis());
        assertThat(paces.expected(node.peer(), 1)).isCloseTo(before + 1000 * 11.0 / 16, within(1e-9));
    }

    @Test
    void no_chain_of_a_small_swarm_is_expected_to_be_faster_than_the_one_planned() {
        int routes = 0;
        for (int round = 0; round < 200; round++) {
            List<Candidate> priced = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                int first = random.nextInt(5);
                Candidate node = candidate(first, first + 1 + random.nextInt(5 - first));
                if (random.nextBoolean()) {
                    paces.roundTrip(node.peer(), random.nextInt(200));
                }
                if (random.nextInt(4) == 0) {
                    paces.learn(session(node, List.of(), Optional.of(new HopFailure(HopFailure.Kind.REFUSED, "full"))));
                }
                priced.add(node);
            }
            clock.addAndGet(random.nextInt(30_000));
            List<Candidate> candidates =
                    priced.stream().map(node -> paces.priced(node, 0)).toList();
            Optional<List<Candidate>> route = RoutePlanner.plan(ALL, candidates);
            OptionalDouble least = least(0, candidates);

            assertThat(route.isPresent()).isEqualTo(least.isPresent());
            assertThat(RoutePlanner.plan(ALL, candidates)).isEqualTo(route);
            if (route.isPresent()) {
                routes++;
                // A hop is priced in whole milliseconds, rounded up.
                assertThat(route.get().stream().mapToDouble(this::expected).sum())
                        .isLessThan(least.getAsDouble() + ALL.count());
            }
        }
        assertThat(routes).isGreaterThan(100);
    }

    @Test
    void bounds_and_half_lives_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new PaceBook.Bounds(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PaceBook.Bounds(Double.NaN, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new PaceBook.Tuning(Duration.ZERO, new PaceBook.Bounds(1, 2), new PaceBook.Bounds(1, 2), 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private double expected(Candidate node) {
        return paces.expected(node.peer(), node.span().count());
    }

    /** The least expected time of all chains, by trying all of them. */
    private OptionalDouble least(int from, List<Candidate> candidates) {
        if (from == ALL.end()) {
            return OptionalDouble.of(0);
        }
        return candidates.stream()
                .filter(node -> node.span().first() == from)
                .flatMapToDouble(node -> {
                    OptionalDouble rest = least(node.span().end(), candidates);
                    return rest.isEmpty() ? DoubleStream.empty() : DoubleStream.of(rest.getAsDouble() + expected(node));
                })
                .min();
    }

    /** A session at one node; its first step has three tokens, the others one. */
    private static SessionRecord session(Candidate node, List<Long> millis, Optional<HopFailure> failure) {
        return new SessionRecord(
                List.of(new SessionRecord.Hop(
                        node,
                        Optional.empty(),
                        millis.isEmpty()
                                ? Optional.empty()
                                : Optional.of(RecordedHop.of(node.announced(), millis.size())),
                        millis,
                        failure)),
                List.of(),
                Optional.empty());
    }

    private PeerId peer() {
        return key().peerId();
    }

    private PeerKey key() {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return PeerKey.ofSeed(seed);
    }

    private Candidate candidate(int first, int end) {
        PeerKey key = key();
        return new Candidate(
                new PeerAddress(key.peerId(), "127.0.0.1", 1),
                ToyNode.announcement(key, BlockSpan.between(first, end), (byte) 1),
                0);
    }
}
