package io.subnetvalidator.incentives;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures observed on the real runtime (chain reference, section 5.9, examples A and B). */
class GrossRewardsTest {

    private static final BigInteger EMISSIONS = new BigInteger("302180462550117440");
    private static final Ratio OWNER = Ratio.percent(23);
    private static final Ratio DELEGATORS = Ratio.percent(10);

    @Test
    void the_pool_of_the_nodes_is_what_the_chain_left_after_owner_and_delegators() {
        assertThat(GrossRewards.nodePool(EMISSIONS, Ratio.ONE, OWNER, DELEGATORS))
                .isEqualTo("209411060547231387");
    }

    @Test
    void rewards_follow_scores_and_attestation_factors_to_the_unit_even_with_repeated_entries() {
        Map<NodeId, Ratio> factors = Map.of(
                NodeId.of(1),
                Ratio.ONE,
                NodeId.of(2),
                Ratio.of(999_999_999_659_681_536L),
                NodeId.of(3),
                Ratio.of(996_676_577_246_336_000L));
        List<NodeScore> scores = List.of(score(1, 5), score(2, 5), score(1, 7), score(3, 6), score(3, 9));

        assertThat(GrossRewards.rewards(new BigInteger("209411060547231387"), scores, factors))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        NodeId.of(1), new BigInteger("32720478210504904"),
                        NodeId.of(2), new BigInteger("32720478199369521"),
                        NodeId.of(3), new BigInteger("39134081074451214")));
    }

    @Test
    void a_listed_node_that_may_not_be_paid_dilutes_the_others() {
        List<NodeScore> scores = List.of(score(1, 1), score(2, 1), score(3, 1), score(4, 1));
        Map<NodeId, Ratio> factors = Map.of(NodeId.of(1), Ratio.ONE, NodeId.of(2), Ratio.ONE, NodeId.of(3), Ratio.ONE);
        assertThat(GrossRewards.rewards(new BigInteger("209410418516630197"), scores, factors))
                .doesNotContainKey(NodeId.of(4))
                .containsEntry(NodeId.of(1), new BigInteger("52352604629157549"));
    }

    @Test
    void scores_that_are_all_zero_pay_nobody() {
        assertThat(GrossRewards.rewards(BigInteger.TEN, List.of(score(1, 0)), Map.of(NodeId.of(1), Ratio.ONE)))
                .containsEntry(NodeId.of(1), BigInteger.ZERO);
    }

    private static NodeScore score(long node, long score) {
        return new NodeScore(NodeId.of(node), Score.of(score));
    }
}
