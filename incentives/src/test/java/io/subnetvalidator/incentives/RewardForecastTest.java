package io.subnetvalidator.incentives;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.Score;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Figures of the chain reference, sections 5.7 and 5.9, which come from runs of the real runtime. */
class RewardForecastTest {

    private static final SettlementTerms TERMS = SettlementTerms.HOSKINSON;
    private static final Ratio ATTESTED_AFTER_2 = Ratio.of(999_999_999_659_681_536L);
    private static final Ratio ATTESTED_AFTER_10 = Ratio.of(996_676_577_246_336_000L);

    @Test
    void the_emission_of_example_a_is_divided_to_the_unit() {
        EmissionSplit split = EmissionSplit.of(TERMS, Balance.of(302_180_462_550_117_440L), Ratio.ONE);

        assertThat(split)
                .isEqualTo(new EmissionSplit(
                        Balance.of(302_180_462_550_117_440L),
                        Balance.of(69_501_506_386_527_011L),
                        Balance.of(23_267_895_616_359_042L),
                        Balance.of(209_411_060_547_231_387L)));
    }

    @Test
    void example_a_with_duplicate_entries_and_late_attestations_is_paid_to_the_unit() {
        RewardForecast forecast = RewardForecast.of(
                TERMS,
                new Settlement(
                        NodeId.of(1),
                        Ratio.of(999_088_948_805_599_360L),
                        Balance.ofTokens(100),
                        List.of(entry(1, 5), entry(2, 5), entry(1, 7), entry(3, 6), entry(3, 9)),
                        Map.of(
                                NodeId.of(1), Ratio.ONE,
                                NodeId.of(2), ATTESTED_AFTER_2,
                                NodeId.of(3), ATTESTED_AFTER_10),
                        validators(1, 2, 3),
                        Balance.of(209_411_060_547_231_387L)));

        assertThat(forecast.accepted()).isTrue();
        assertThat(stake(forecast, 1)).isEqualTo(32_720_478_210_504_904L);
        assertThat(stake(forecast, 2)).isEqualTo(32_720_478_199_369_521L);
        assertThat(stake(forecast, 3)).isEqualTo(39_134_081_074_451_214L);
        assertThat(forecast.stakeIncome(NodeId.of(1), NodeId.of(1))).isEqualTo(Balance.of(1_031_809_427_016_104_264L));
        assertThat(209_411_060_547_231_387L - stake(forecast, 1) - stake(forecast, 2) - stake(forecast, 3))
                .isEqualTo(104_836_023_062_905_748L);
    }

    @Test
    void example_b_burns_the_share_of_an_included_node() {
        RewardForecast forecast = RewardForecast.of(
                TERMS,
                new Settlement(
                        NodeId.of(1),
                        Ratio.ONE,
                        Balance.ofTokens(100),
                        List.of(entry(1, 7), entry(2, 7), entry(3, 7), entry(4, 7)),
                        Map.of(
                                NodeId.of(1), Ratio.ONE,
                                NodeId.of(2), Ratio.of(999_999_999_999_890_816L),
                                NodeId.of(3), Ratio.of(999_999_999_999_890_816L)),
                        List.of(
                                validators(1).get(0),
                                validators(2).get(0),
                                validators(3).get(0),
                                SettledNode.of(NodeId.of(4), NodeClass.INCLUDED, Ratio.ONE)),
                        Balance.of(209_410_418_516_630_197L)));

        assertThat(stake(forecast, 1)).isEqualTo(52_352_604_629_157_549L);
        assertThat(stake(forecast, 2)).isEqualTo(52_352_604_629_151_832L);
        assertThat(stake(forecast, 3)).isEqualTo(52_352_604_629_151_832L);
        assertThat(stake(forecast, 4)).isZero();
    }

    @Test
    void example_c_pays_a_silent_node_in_full_below_the_super_majority() {
        RewardForecast forecast = RewardForecast.of(TERMS, fourEqual(ATTESTED_AFTER_2, 1, 2, 3));

        assertThat(forecast.attestation()).isEqualTo(Ratio.percent(75));
        assertThat(stake(forecast, 4)).isGreaterThan(stake(forecast, 3));
        assertThat(outcome(forecast, 4).reputation()).isEqualTo(Ratio.percent(91));
    }

    @Test
    void a_failed_proposal_of_the_reference_costs_stake_and_reputation_to_the_unit() {
        RewardForecast forecast = RewardForecast.of(
                TERMS,
                new Settlement(
                        NodeId.of(1),
                        Ratio.ONE,
                        Balance.of(new BigInteger("101031800000000000000")),
                        List.of(entry(1, 1), entry(2, 1), entry(3, 1)),
                        Map.of(NodeId.of(1), Ratio.ONE),
                        List.of(
                                SettledNode.of(NodeId.of(1), NodeClass.VALIDATOR, Ratio.of(955_000_000_000_000_000L)),
                                validators(2).get(0),
                                validators(3).get(0)),
                        Balance.of(209_411_060_547_231_387L)));

        assertThat(forecast.accepted()).isFalse();
        assertThat(forecast.proposerSlash()).isEqualTo(Balance.ofTokens(1));
        assertThat(forecast.proposerBonus()).isEqualTo(Balance.ZERO);
        assertThat(outcome(forecast, 1).reputation()).isEqualTo(Ratio.of(885_268_240_485_664_729L));
        assertThat(outcome(forecast, 2)).isEqualTo(NodeOutcome.unpaid(NodeId.of(2), Ratio.percent(90), false));
    }

    @Test
    void slashes_are_those_of_the_table_in_the_reference() {
        assertThat(slash(32, third())).isEqualTo("0.4949");
        assertThat(slash(32, Ratio.percent(50))).isEqualTo("0.2424");
        assertThat(slash(32, Ratio.percent(60))).isEqualTo("0.0909");
        assertThat(slash(32, Ratio.percent(65))).isEqualTo("0.0151");
        assertThat(slash(32, Ratio.ZERO)).isEqualTo("1.0000");
        assertThat(slash(100, Ratio.percent(50))).isEqualTo("0.7575");
        assertThat(slash(1000, Ratio.percent(65))).isEqualTo("0.4734");
        assertThat(slash(1000, third())).isEqualTo("1.0000");
        assertThat(slash(1000, Ratio.percent(66))).isEqualTo("0.0000");
    }

    @Test
    void a_node_that_falls_below_the_minimum_reputation_is_removed_unpaid() {
        Ratio justAbove = Ratio.percent(10);
        RewardForecast forecast = RewardForecast.of(
                TERMS,
                new Settlement(
                        NodeId.of(1),
                        Ratio.ONE,
                        Balance.ofTokens(100),
                        LongStream.rangeClosed(1, 8)
                                .mapToObj(id -> entry(id, 1))
                                .toList(),
                        Map.of(
                                NodeId.of(1), Ratio.ONE,
                                NodeId.of(2), Ratio.ONE,
                                NodeId.of(3), Ratio.ONE,
                                NodeId.of(4), Ratio.ONE,
                                NodeId.of(5), Ratio.ONE,
                                NodeId.of(6), Ratio.ONE,
                                NodeId.of(7), Ratio.ONE),
                        List.of(
                                SettledNode.of(NodeId.of(1), NodeClass.VALIDATOR, Ratio.percent(9)),
                                validators(2).get(0),
                                validators(3).get(0),
                                validators(4).get(0),
                                validators(5).get(0),
                                validators(6).get(0),
                                validators(7).get(0),
                                SettledNode.of(NodeId.of(8), NodeClass.VALIDATOR, justAbove)),
                        Balance.ofTokens(8)));

        assertThat(outcome(forecast, 1).removed()).isTrue();
        assertThat(outcome(forecast, 1).stake()).isEqualTo(Balance.ZERO);
        assertThat(outcome(forecast, 2).stake()).isEqualTo(Balance.ofTokens(1));
        assertThat(outcome(forecast, 8).removed()).isFalse();
        assertThat(outcome(forecast, 8).reputation()).isEqualTo(Ratio.of(171_000_000_000_000_000L));
    }

    @Test
    void a_weight_below_the_owners_minimum_costs_reputation() {
        SettlementTerms strict = new SettlementTerms(
                TERMS.minAttestation(),
                TERMS.superMajority(),
                TERMS.proposerBonus(),
                TERMS.ownerShare(),
                TERMS.delegateShare(),
                TERMS.slashShare(),
                TERMS.maxSlash(),
                TERMS.includedIncrease(),
                TERMS.absentDecrease(),
                TERMS.nonAttestorDecrease(),
                TERMS.failedAttestorDecrease(),
                TERMS.failedProposerDecrease(),
                TERMS.belowMinWeightDecrease(),
                Ratio.percent(26),
                TERMS.minReputation());

        RewardForecast forecast = RewardForecast.of(strict, fourEqual(Ratio.ONE, 1, 2, 3, 4));

        assertThat(outcome(forecast, 1).reputation()).isEqualTo(Ratio.of(819_000_000_000_000_000L));
    }

    private static Settlement fourEqual(Ratio factor, long... attestors) {
        Map<NodeId, Ratio> factors = new HashMap<>();
        for (long attestor : attestors) {
            factors.put(NodeId.of(attestor), factor);
        }
        return new Settlement(
                NodeId.of(1),
                Ratio.ONE,
                Balance.ofTokens(100),
                LongStream.rangeClosed(1, 4).mapToObj(id -> entry(id, 1)).toList(),
                factors,
                validators(1, 2, 3, 4),
                Balance.ofTokens(4));
    }

    private static List<SettledNode> validators(long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> SettledNode.of(NodeId.of(id), NodeClass.VALIDATOR, Ratio.percent(90)))
                .toList();
    }

    private static NodeScore entry(long node, long score) {
        return new NodeScore(NodeId.of(node), Score.of(score));
    }

    private static NodeOutcome outcome(RewardForecast forecast, long node) {
        return Objects.requireNonNull(forecast.nodes().get(NodeId.of(node)));
    }

    private static long stake(RewardForecast forecast, long node) {
        return outcome(forecast, node).stake().units().longValueExact();
    }

    private static Ratio third() {
        return Ratio.divide(BigInteger.ONE, BigInteger.valueOf(3));
    }

    /** In whole tokens with four decimals, cut. */
    private static String slash(long tokens, Ratio attestation) {
        BigInteger units = TERMS.slash(Balance.ofTokens(tokens), attestation).units();
        return new BigDecimal(units, 18).setScale(4, RoundingMode.DOWN).toPlainString();
    }
}
