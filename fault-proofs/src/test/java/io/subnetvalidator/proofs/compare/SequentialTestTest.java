package io.subnetvalidator.proofs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.proofs.compare.SequentialTest.Decision;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequentialTestTest {

    private static final int TOKENS = 16;
    private static final LogScale SCALE = new LogScale(0, 0.1);
    private static final DeviationScale DEVIATIONS = new DeviationScale(SCALE, SCALE, SCALE, 0.2);
    private static final ComparisonProfile PROFILE = new ComparisonProfile(
            "test",
            NumericProfile.Kind.STRICT,
            NumericProfile.RoundingPoints.UNDECLARED,
            Optional.empty(),
            1,
            Whitening.scalar(1),
            List.of(new TokenBand(TOKENS, TOKENS, new Thresholds(2, 2, 2), DEVIATIONS)),
            Guarantee.DEFAULT,
            SequentialPlan.DEFAULT,
            1);
    private static final Statistics QUIET = new Statistics(0.9, 0.9, 0.9);
    private static final Statistics LOUD = new Statistics(1e6, 1e6, 1e6);

    @Test
    void no_single_step_convicts_however_loud_and_five_do() {
        SequentialTest test = SequentialTest.START;
        for (int i = 0; i < 4; i++) {
            test = after(test, LOUD);
            assertThat(test.decision()).isEqualTo(Decision.CONTINUE);
        }
        assertThat(after(test, LOUD).decision()).isEqualTo(Decision.FAULT);
    }

    @Test
    void quiet_steps_acquit() {
        SequentialTest test = after(after(SequentialTest.START, QUIET), QUIET);

        assertThat(test.decision()).isEqualTo(Decision.HONEST);
    }

    @Test
    void one_bad_element_or_token_weighs_as_much_as_bad_energy() {
        double energy =
                after(SequentialTest.START, new Statistics(1.2, 0.9, 0.9)).evidence();

        assertThat(after(SequentialTest.START, new Statistics(0.9, 1.2, 0.9)).evidence())
                .isEqualTo(energy);
        assertThat(after(SequentialTest.START, new Statistics(0.9, 0.9, 1.2)).evidence())
                .isEqualTo(energy);
        assertThat(energy).isGreaterThan(after(SequentialTest.START, QUIET).evidence());
    }

    @Test
    void a_decision_is_final() {
        SequentialTest honest = after(after(SequentialTest.START, QUIET), QUIET);

        assertThat(after(honest, LOUD)).isSameAs(honest);
    }

    @Test
    void a_step_without_any_error_is_no_evidence_of_a_fault() {
        SequentialTest test = after(SequentialTest.START, Statistics.ZERO);

        assertThat(test.evidence()).isEqualTo(-3.2);
    }

    @Test
    void a_test_reads_back_from_its_bytes_and_goes_on_with_the_same_bits() {
        SequentialTest test = after(SequentialTest.START, new Statistics(1.17, 1.01, 1.3));
        ScaleWriter out = new ScaleWriter();
        test.encode(out);

        SequentialTest read = SequentialTest.decode(new ScaleReader(out.toBytes()));

        assertThat(read).isEqualTo(test);
        assertThat(after(read, LOUD)).isEqualTo(after(test, LOUD));
    }

    @Test
    void a_length_that_was_not_calibrated_is_refused() {
        assertThatThrownBy(() -> SequentialTest.START.after(PROFILE, TOKENS + 1, QUIET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("17 tokens");
    }

    /** Deviations are normal, so the expectation of the factors is known to be below one. */
    @Test
    void honest_nodes_are_never_convicted_in_many_tests_and_nodes_of_the_alternative_almost_always() {
        SplittableRandom random = new SplittableRandom(5);
        int convictedHonest = 0;
        int convictedFaulty = 0;
        for (int i = 0; i < 20_000; i++) {
            convictedHonest += decide(random, 0) == Decision.FAULT ? 1 : 0;
            convictedFaulty += i < 2_000 && decide(random, 2.5) == Decision.FAULT ? 1 : 0;
        }
        assertThat(convictedHonest).isZero();
        assertThat(convictedFaulty).isGreaterThan(1_960);
    }

    private static Decision decide(SplittableRandom random, double shift) {
        SequentialTest test = SequentialTest.START;
        while (test.decision() == Decision.CONTINUE) {
            double statistic = Math.exp(0.1 * (shift + random.nextGaussian()));
            test = after(test, new Statistics(statistic, 0, 0));
        }
        return test.decision();
    }

    private static SequentialTest after(SequentialTest test, Statistics statistics) {
        return test.after(PROFILE, TOKENS, statistics);
    }
}
