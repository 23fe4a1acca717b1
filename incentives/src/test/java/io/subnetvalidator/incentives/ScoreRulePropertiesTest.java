package io.subnetvalidator.incentives;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for the score rule whatever validators report; a failing case prints the seed that replays it. */
class ScoreRulePropertiesTest {

    private static final long U32_MAX = 0xFFFF_FFFFL;
    private static final int BLOCKS = 12;

    @Property(tries = 300)
    void the_order_of_validators_rows_and_roster_does_not_matter(@ForAll long seed) {
        Random random = new Random(seed);
        Epoch epoch = Epoch.random(random);
        ScoreSheet expected = epoch.scores();

        assertThat(epoch.shuffled(random).scores()).isEqualTo(expected);
        assertThat(epoch.shuffled(random).scores().digest()).isEqualTo(expected.digest());
    }

    @Property(tries = 300)
    void the_list_is_canonical_and_every_score_is_bounded_by_the_blocks(@ForAll long seed) {
        Epoch epoch = Epoch.random(new Random(seed));
        ScoreSheet sheet = epoch.scores();

        assertThat(sheet.entries())
                .isEqualTo(ProposalList.canonical(sheet.entries()).entries());
        assertThat(sheet.explanations().keySet()).isEqualTo(epoch.roster.keySet());
        BigInteger most = ScorePolicy.DEFAULT.maxSpeed().value().multiply(BigInteger.valueOf(BLOCKS));
        BigInteger sum = BigInteger.ZERO;
        for (NodeScore entry : sheet.entries()) {
            assertThat(epoch.faulty).doesNotContain(entry.node());
            sum = sum.add(entry.score().value());
        }
        assertThat(sum).isLessThanOrEqualTo(most);
    }

    @Property(tries = 300)
    void answering_more_never_costs(@ForAll long seed) {
        Random random = new Random(seed);
        Epoch epoch = Epoch.random(random);
        NodeId node = epoch.anyNode(random);
        Epoch better = epoch.withRows(
                node,
                row -> new NodeObservation(
                        node,
                        row.sent(),
                        row.sent() - (row.sent() - row.answered()) / 2,
                        0,
                        List.of(),
                        0,
                        0,
                        row.tokens(),
                        row.busyMs(),
                        row.span(),
                        row.modelRoot()));

        assertThat(better.scoreOf(node)).isGreaterThanOrEqualTo(epoch.scoreOf(node));
    }

    @Property(tries = 300)
    void serving_more_tokens_in_the_same_time_never_costs(@ForAll long seed) {
        Random random = new Random(seed);
        Epoch epoch = Epoch.random(random);
        NodeId node = epoch.anyNode(random);
        Epoch better = epoch.withRows(
                node,
                row -> new NodeObservation(
                        node,
                        row.sent(),
                        row.answered(),
                        0,
                        List.of(),
                        0,
                        0,
                        row.tokens() == 0 ? 0 : row.tokens() + 1 + random.nextInt(1000),
                        row.busyMs(),
                        row.span(),
                        row.modelRoot()));

        assertThat(better.scoreOf(node)).isGreaterThanOrEqualTo(epoch.scoreOf(node));
    }

    @Property(tries = 500)
    void f_liars_cannot_move_uptime_or_rate_out_of_what_honest_validators_saw(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 22) int validators) {
        Random random = new Random(seed);
        int liars = (validators - 1) / 3;
        NodeId target = NodeId.of(1 + random.nextInt(validators + 1));
        Map<NodeId, NodeClass> roster = new LinkedHashMap<>();
        Map<NodeId, List<NodeObservation>> rows = new LinkedHashMap<>();
        List<NodeObservation> honest = new ArrayList<>();
        roster.put(NodeId.of(validators + 1L), NodeClass.VALIDATOR);
        for (int v = 1; v <= validators; v++) {
            NodeId validator = NodeId.of(v);
            roster.put(validator, NodeClass.VALIDATOR);
            NodeObservation row = v <= liars ? lie(random, target) : truth(random, target);
            rows.put(validator, List.of(row));
            if (v > liars && !validator.equals(target)) {
                honest.add(row);
            }
        }
        if (honest.isEmpty()) {
            return;
        }
        ScoreSheet sheet = ScoreRule.compute(ScorePolicy.DEFAULT, new ScoreInput(roster, rows, Set.of(), BLOCKS));
        ScoreExplanation explanation =
                Objects.requireNonNull(sheet.explanations().get(target));

        BigInteger uptime = explanation.uptime().orElseThrow().value();
        assertThat(uptime).isBetween(least(honest, Kind.UPTIME), most(honest, Kind.UPTIME));
        BigInteger rate = explanation.tokensPerSecond().orElseThrow();
        assertThat(rate).isBetween(least(honest, Kind.RATE), most(honest, Kind.RATE));
    }

    @Property(tries = 100)
    void extreme_reports_overflow_nothing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int nodes) {
        Random random = new Random(seed);
        ScorePolicy policy =
                new ScorePolicy(1, 1, Ratio.ZERO, ScorePolicy.MAX_SPEED_LIMIT, ScorePolicy.MAX_SPEED_LIMIT);
        Map<NodeId, NodeClass> roster = new LinkedHashMap<>();
        Map<NodeId, List<NodeObservation>> rows = new LinkedHashMap<>();
        for (int v = 0; v < nodes; v++) {
            NodeId validator = NodeId.of(U32_MAX - v);
            roster.put(validator, NodeClass.VALIDATOR);
            List<NodeObservation> batch = new ArrayList<>();
            for (int j = 0; j < nodes; j++) {
                batch.add(Observed.saw(
                        U32_MAX - j,
                        U32_MAX,
                        U32_MAX,
                        random.nextBoolean() ? U32_MAX : 1,
                        random.nextBoolean() ? U32_MAX : 0,
                        BlockSpan.between(0, BlockSpan.MAX_BLOCKS)));
            }
            rows.put(validator, batch);
        }

        ScoreSheet sheet = ScoreRule.compute(policy, new ScoreInput(roster, rows, Set.of(), BlockSpan.MAX_BLOCKS));

        BigInteger share = Ratio.ONE.value().divide(BigInteger.valueOf(Math.max(1, nodes)));
        BigInteger full =
                share.multiply(BigInteger.valueOf(BlockSpan.MAX_BLOCKS)).multiply(BigInteger.TEN);
        assertThat(sheet.entries())
                .hasSize(nodes)
                .allSatisfy(entry -> assertThat(entry.score().value()).isEqualTo(nodes == 1 ? BigInteger.ZERO : full));
    }

    @Property(tries = 300)
    void rounding_takes_less_than_the_blocks_are_many(@ForAll long seed) {
        Random random = new Random(seed);
        int servers = 1 + random.nextInt(6);
        Observed epoch = Observed.epochOfModelWith(BLOCKS).validators(100, 101).included(100, 101);
        long[] sent = new long[servers];
        long[] answered = new long[servers];
        for (int i = 0; i < servers; i++) {
            sent[i] = 4L + random.nextInt(1000);
            answered[i] = (sent[i] + 1) / 2 + random.nextInt((int) (sent[i] / 2) + 1);
            epoch.nodes(NodeClass.VALIDATOR, i + 1L)
                    .everybodySaw(Observed.saw(i + 1L, sent[i], answered[i], 10, 100, BlockSpan.between(0, BLOCKS)));
        }
        ScoreSheet sheet = epoch.scores();

        for (int i = 0; i < servers; i++) {
            BigInteger denominator = BigInteger.valueOf(servers)
                    .multiply(BigInteger.valueOf(sent[i]).pow(2));
            BigInteger exact = BigInteger.valueOf(BLOCKS)
                    .multiply(BigInteger.valueOf(answered[i]).pow(2))
                    .multiply(Ratio.ONE.value())
                    .divide(denominator);
            BigInteger score = Objects.requireNonNull(sheet.explanations().get(NodeId.of(i + 1L)))
                    .score()
                    .value();
            assertThat(exact.subtract(score)).isBetween(BigInteger.ZERO, BigInteger.valueOf(3L * BLOCKS + 1));
        }
    }

    private enum Kind {
        UPTIME,
        RATE
    }

    private static BigInteger least(List<NodeObservation> rows, Kind kind) {
        return rows.stream()
                .map(row -> value(row, kind))
                .min(BigInteger::compareTo)
                .orElseThrow();
    }

    private static BigInteger most(List<NodeObservation> rows, Kind kind) {
        return rows.stream()
                .map(row -> value(row, kind))
                .max(BigInteger::compareTo)
                .orElseThrow();
    }

    private static BigInteger value(NodeObservation row, Kind kind) {
        BigInteger one = BigInteger.TEN.pow(18);
        return kind == Kind.UPTIME
                ? one.multiply(BigInteger.valueOf(row.answered())).divide(BigInteger.valueOf(row.sent()))
                : one.multiply(BigInteger.valueOf(1000 * row.tokens())).divide(BigInteger.valueOf(row.busyMs()));
    }

    private static NodeObservation truth(Random random, NodeId target) {
        return Observed.saw(
                target.value(),
                20,
                15 + random.nextInt(5),
                900 + random.nextInt(200),
                9_000 + random.nextInt(2000),
                BlockSpan.between(0, 4));
    }

    private static NodeObservation lie(Random random, NodeId target) {
        boolean praise = random.nextBoolean();
        return Observed.saw(
                target.value(),
                20,
                praise ? 20 : 0,
                praise ? U32_MAX : 1,
                praise ? 1 : U32_MAX,
                BlockSpan.between(4, 8));
    }

    /** A random epoch that can be rebuilt in another order or with other rows. */
    private record Epoch(Map<NodeId, NodeClass> roster, Map<NodeId, List<NodeObservation>> rows, Set<NodeId> faulty) {

        static Epoch random(Random random) {
            Map<NodeId, NodeClass> roster = new LinkedHashMap<>();
            Map<NodeId, List<NodeObservation>> rows = new LinkedHashMap<>();
            Set<NodeId> faulty = new HashSet<>();
            List<NodeClass> classes = List.of(NodeClass.values());
            int nodes = 1 + random.nextInt(12);
            for (int id = 1; id <= nodes; id++) {
                boolean validator = random.nextInt(3) > 0;
                roster.put(NodeId.of(id), validator ? NodeClass.VALIDATOR : classes.get(random.nextInt(3)));
                if (random.nextInt(6) == 0) {
                    faulty.add(NodeId.of(id));
                }
            }
            roster.forEach((id, nodeClass) -> {
                if (nodeClass == NodeClass.VALIDATOR && random.nextInt(4) > 0) {
                    rows.put(id, batch(random, nodes));
                }
            });
            return new Epoch(roster, rows, faulty);
        }

        private static List<NodeObservation> batch(Random random, int nodes) {
            List<NodeObservation> batch = new ArrayList<>();
            for (int id = 1; id <= nodes + 1; id++) {
                for (int copies = random.nextInt(12) == 0 ? 2 : 1; copies > 0; copies--) {
                    batch.add(row(random, id));
                }
            }
            return batch;
        }

        private static NodeObservation row(Random random, int id) {
            long sent = random.nextInt(12);
            long answered = sent == 0 ? 0 : sent - random.nextInt((int) sent / 2 + 1);
            Optional<BlockSpan> span = random.nextInt(8) == 0
                    ? Optional.empty()
                    : Optional.of(BlockSpan.between(4 * (id % 3), 4 * (id % 3) + 4 + random.nextInt(2)));
            long tokens = random.nextInt(5) == 0 ? 0 : random.nextInt(5000);
            return new NodeObservation(
                    NodeId.of(id),
                    sent,
                    answered,
                    0,
                    List.of(),
                    0,
                    0,
                    tokens,
                    random.nextInt(20_000),
                    span,
                    NodeObservation.NO_MODEL);
        }

        NodeId anyNode(Random random) {
            List<NodeId> ids = List.copyOf(roster.keySet());
            return ids.get(random.nextInt(ids.size()));
        }

        Epoch withRows(NodeId node, UnaryOperator<NodeObservation> change) {
            Map<NodeId, List<NodeObservation>> changed = new LinkedHashMap<>();
            rows.forEach((validator, batch) -> changed.put(
                    validator,
                    batch.stream()
                            .map(row -> row.node().equals(node) ? change.apply(row) : row)
                            .toList()));
            return new Epoch(roster, changed, faulty);
        }

        Epoch shuffled(Random random) {
            Map<NodeId, List<NodeObservation>> shuffled = new LinkedHashMap<>();
            List<NodeId> validators = new ArrayList<>(rows.keySet());
            Collections.shuffle(validators, random);
            for (NodeId validator : validators) {
                List<NodeObservation> batch = new ArrayList<>(Objects.requireNonNull(rows.get(validator)));
                Collections.shuffle(batch, random);
                shuffled.put(validator, batch);
            }
            Map<NodeId, NodeClass> nodes = new LinkedHashMap<>();
            List<NodeId> ids = new ArrayList<>(roster.keySet());
            Collections.shuffle(ids, random);
            ids.forEach(id -> nodes.put(id, Objects.requireNonNull(roster.get(id))));
            return new Epoch(nodes, shuffled, faulty);
        }

        ScoreSheet scores() {
            return ScoreRule.compute(ScorePolicy.DEFAULT, new ScoreInput(roster, rows, faulty, BLOCKS));
        }

        BigInteger scoreOf(NodeId node) {
            return Objects.requireNonNull(scores().explanations().get(node))
                    .score()
                    .value();
        }
    }
}
