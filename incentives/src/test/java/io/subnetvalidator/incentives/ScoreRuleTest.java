package io.subnetvalidator.incentives;

import static io.subnetvalidator.incentives.Observed.epochOfModelWith;
import static io.subnetvalidator.incentives.Observed.healthy;
import static io.subnetvalidator.incentives.Observed.saw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import io.subnetvalidator.incentives.ScoreExplanation.Standing;
import java.math.BigInteger;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScoreRuleTest {

    private static final BlockSpan ALL = BlockSpan.between(0, 4);
    private static final BlockSpan FIRST_HALF = BlockSpan.between(0, 2);
    private static final BlockSpan SECOND_HALF = BlockSpan.between(2, 4);

    @Test
    void nodes_that_serve_the_same_blocks_equally_well_share_the_work() {
        ScoreSheet sheet = threeHealthy().scores();

        assertThat(listed(sheet)).isEqualTo("1=1333333333333333332 2=1333333333333333332 3=1333333333333333332");
    }

    @Test
    void scarce_blocks_pay_more() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3)
                .included(1, 2, 3)
                .everybodySaw(healthy(1, FIRST_HALF))
                .everybodySaw(healthy(2, FIRST_HALF))
                .everybodySaw(healthy(3, SECOND_HALF))
                .scores();

        assertThat(listed(sheet)).isEqualTo("1=1000000000000000000 2=1000000000000000000 3=2000000000000000000");
    }

    @Test
    void uptime_counts_twice() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3)
                .included(1, 2, 3)
                .everybodySaw(healthy(1, FIRST_HALF))
                .everybodySaw(healthy(2, FIRST_HALF))
                .everybodySaw(saw(3, 10, 9, 900, 9_000, SECOND_HALF))
                .scores();

        assertThat(score(sheet, 3)).isEqualTo(new BigInteger("1620000000000000000"));
    }

    @Test
    void uptime_is_the_median_of_the_judges_and_not_their_mean() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3, 4)
                .included(1, 2, 3, 4)
                .row(1, saw(4, 10, 10, 1000, 10_000, ALL))
                .row(2, saw(4, 10, 9, 900, 9_000, ALL))
                .row(3, saw(4, 10, 0, 0, 0, ALL))
                .scores();

        assertThat(explanation(sheet, 4).uptime()).contains(Ratio.percent(90));
        assertThat(explanation(sheet, 4).judges()).isEqualTo(3);
    }

    @Test
    void the_median_of_two_judges_is_their_mean_rounded_down() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3)
                .included(1, 2, 3)
                .row(1, saw(3, 10, 10, 1000, 10_000, ALL))
                .row(2, saw(3, 3 * 4, 7, 700, 7_000, ALL))
                .scores();

        assertThat(explanation(sheet, 3).uptime()).contains(Ratio.of(791_666_666_666_666_666L));
    }

    @Test
    void a_fast_node_earns_more_within_the_bounds() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3, 4, 5)
                .included(1, 2, 3, 4, 5)
                .everybodySaw(saw(1, 10, 10, 1000, 10_000, ALL))
                .everybodySaw(saw(2, 10, 10, 1000, 10_000, ALL))
                .everybodySaw(saw(3, 10, 10, 1250, 10_000, ALL))
                .everybodySaw(saw(4, 10, 10, 900_000, 10_000, ALL))
                .everybodySaw(saw(5, 10, 10, 1, 10_000, ALL))
                .scores();

        assertThat(explanation(sheet, 1).speed()).isEqualTo(Ratio.ONE);
        assertThat(explanation(sheet, 3).speed()).isEqualTo(Ratio.percent(125));
        assertThat(explanation(sheet, 4).speed()).isEqualTo(Ratio.percent(150));
        assertThat(explanation(sheet, 5).speed()).isEqualTo(Ratio.percent(50));
        assertThat(explanation(sheet, 3).tokensPerSecond())
                .contains(BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(125)));
        assertThat(score(sheet, 3)).isEqualTo(BigInteger.TEN.pow(18));
    }

    @Test
    void a_judge_that_sent_too_few_probes_abstains() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3)
                .included(1, 2, 3)
                .row(1, saw(3, 4, 4, 400, 4_000, ALL))
                .row(2, saw(3, 3, 0, 0, 0, ALL))
                .scores();

        assertThat(explanation(sheet, 3).judges()).isEqualTo(1);
        assertThat(explanation(sheet, 3).uptime()).contains(Ratio.ONE);
    }

    @Test
    void what_a_node_says_of_itself_does_not_count() {
        ScoreSheet sheet =
                threeHealthy().row(1, saw(1, 100, 0, 0, 0, SECOND_HALF)).scores();

        assertThat(sheet.proposal()).isEqualTo(threeHealthy().scores().proposal());
    }

    @Test
    void a_proven_fault_takes_a_node_off_the_list_and_out_of_the_redundancy() {
        ScoreSheet sheet = threeHealthy().proven(2).scores();

        assertThat(listed(sheet)).isEqualTo("1=2000000000000000000 3=2000000000000000000");
        assertThat(explanation(sheet, 2).standing()).isEqualTo(Standing.PROVEN_FAULTY);
    }

    @Test
    void a_node_below_the_minimum_uptime_is_off_the_list_and_a_node_at_it_is_not() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3)
                .included(1, 2, 3)
                .everybodySaw(healthy(1, ALL))
                .everybodySaw(saw(2, 1000, 500, 1000, 10_000, ALL))
                .everybodySaw(saw(3, 1000, 499, 1000, 10_000, ALL))
                .scores();

        assertThat(listed(sheet)).isEqualTo("1=2000000000000000000 2=500000000000000000");
        assertThat(explanation(sheet, 3).standing()).isEqualTo(Standing.BELOW_MIN_UPTIME);
    }

    @Test
    void an_included_node_is_listed_without_pay_and_counts_as_a_server() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3)
                .nodes(NodeClass.INCLUDED, 4)
                .included(1, 2, 3)
                .everybodySaw(healthy(1, FIRST_HALF))
                .everybodySaw(healthy(2, SECOND_HALF))
                .everybodySaw(healthy(3, SECOND_HALF))
                .everybodySaw(healthy(4, FIRST_HALF))
                .scores();

        assertThat(listed(sheet)).isEqualTo("1=1000000000000000000 2=1000000000000000000 3=1000000000000000000 4=0");
        assertThat(explanation(sheet, 4).standing()).isEqualTo(Standing.INCLUDED);
    }

    @Test
    void classes_below_included_are_never_listed_and_serve_nothing() {
        ScoreSheet sheet = threeHealthy()
                .nodes(NodeClass.IDLE, 4)
                .nodes(NodeClass.REGISTERED, 5)
                .everybodySaw(healthy(4, ALL))
                .everybodySaw(healthy(5, ALL))
                .scores();

        assertThat(sheet.proposal()).isEqualTo(threeHealthy().scores().proposal());
        assertThat(explanation(sheet, 5).standing()).isEqualTo(Standing.CLASS_TOO_LOW);
    }

    @Test
    void a_node_that_nobody_judged_is_listed_without_pay_and_serves_nothing() {
        ScoreSheet sheet = threeHealthy().validators(4).scores();

        assertThat(listed(sheet)).endsWith(" 4=0").startsWith("1=1333333333333333332");
        assertThat(explanation(sheet, 4).standing()).isEqualTo(Standing.UNOBSERVED);
        assertThat(explanation(sheet, 4).uptime()).isEmpty();
    }

    @Test
    void blocks_on_which_no_majority_agrees_are_no_work() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3, 4, 5)
                .included(1, 2, 3, 4, 5)
                .row(1, healthy(5, ALL))
                .row(2, healthy(5, ALL))
                .row(3, healthy(5, FIRST_HALF))
                .row(4, healthy(5, SECOND_HALF))
                .scores();

        assertThat(explanation(sheet, 5).standing()).isEqualTo(Standing.NO_AGREED_SPAN);
        assertThat(score(sheet, 5)).isZero();
    }

    @Test
    void a_bare_majority_agrees_on_blocks() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2, 3, 4)
                .included(1, 2, 3, 4)
                .row(1, healthy(4, ALL))
                .row(2, healthy(4, ALL))
                .row(3, healthy(4, FIRST_HALF))
                .scores();

        assertThat(explanation(sheet, 4).span()).contains(ALL);
        assertThat(score(sheet, 4)).isEqualTo(BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(4)));
    }

    @Test
    void blocks_beyond_the_model_are_no_work() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2)
                .included(1, 2)
                .everybodySaw(healthy(1, BlockSpan.between(0, 400)))
                .everybodySaw(healthy(2, BlockSpan.between(4, 8)))
                .scores();

        assertThat(listed(sheet)).isEqualTo("1=4000000000000000000 2=0");
    }

    @Test
    void contradicting_rows_of_one_validator_are_no_evidence() {
        ScoreSheet twice = threeHealthy().row(1, saw(2, 10, 0, 0, 0, ALL)).scores();

        assertThat(explanation(twice, 2).judges()).isEqualTo(1);
        assertThat(explanation(twice, 2).uptime()).contains(Ratio.ONE);
    }

    @Test
    void rows_of_strangers_do_not_count() {
        assertThat(threeHealthy().everybodySaw(healthy(99, ALL)).scores())
                .isEqualTo(threeHealthy().scores());
    }

    @Test
    void a_batch_of_somebody_who_is_no_validator_is_refused() {
        ScoreInput input = threeHealthy()
                .nodes(NodeClass.INCLUDED, 4)
                .row(4, NodeObservation.none(NodeId.of(1)))
                .input();

        assertThatThrownBy(() -> ScoreRule.compute(ScorePolicy.DEFAULT, input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node 4");
    }

    @Test
    void tokens_served_in_no_time_are_served_in_a_millisecond() {
        ScoreSheet sheet = epochOfModelWith(4)
                .validators(1, 2)
                .included(1, 2)
                .everybodySaw(saw(1, 10, 10, 5, 0, ALL))
                .everybodySaw(saw(2, 10, 10, 0, 0, ALL))
                .scores();

        assertThat(explanation(sheet, 1).tokensPerSecond())
                .contains(BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(5000)));
        assertThat(explanation(sheet, 2).tokensPerSecond()).isEmpty();
        assertThat(explanation(sheet, 2).speed()).isEqualTo(Ratio.ONE);
    }

    @Test
    void the_digest_names_the_list_and_nothing_else() {
        ScoreSheet sheet = threeHealthy().scores();

        assertThat(sheet.digest()).isEqualTo(sheet.proposal().digest());
        assertThat(sheet.digest())
                .isNotEqualTo(threeHealthy().proven(3).scores().digest());
    }

    @Test
    void an_explanation_reads_as_a_sentence_with_the_numbers() {
        ScoreSheet sheet = threeHealthy().validators(4).proven(3).scores();

        assertThat(explanation(sheet, 1).text())
                .isEqualTo("Node 1 is paid for its work; judges 2, uptime 1, blocks 0-3, work 2, "
                        + "100 tokens/s, speed factor 1, score 2.");
        assertThat(explanation(sheet, 3).text()).startsWith("Node 3 is not listed: a fault proof names it");
        assertThat(explanation(sheet, 4).text())
                .isEqualTo(
                        "Node 4 is listed without pay: no validator probed it often enough to judge; judges 0, score 0.");
    }

    private static Observed threeHealthy() {
        return epochOfModelWith(4)
                .validators(1, 2, 3)
                .included(1, 2, 3)
                .everybodySaw(healthy(1, ALL))
                .everybodySaw(healthy(2, ALL))
                .everybodySaw(healthy(3, ALL));
    }

    private static String listed(ScoreSheet sheet) {
        return sheet.entries().stream()
                .map(entry -> entry.node() + "=" + entry.score())
                .collect(Collectors.joining(" "));
    }

    private static ScoreExplanation explanation(ScoreSheet sheet, long node) {
        return Objects.requireNonNull(sheet.explanations().get(NodeId.of(node)));
    }

    private static BigInteger score(ScoreSheet sheet, long node) {
        return sheet.entries().stream()
                .filter(entry -> entry.node().value() == node)
                .map(NodeScore::score)
                .map(Score::value)
                .findFirst()
                .orElseThrow();
    }
}
