package io.subnetvalidator.proofs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BinomialTest {

    @Test
    void intervals_are_those_of_clopper_and_pearson() {
        assertThat(Binomial.interval(0, 10).low()).isZero();
        assertThat(Binomial.interval(0, 10).high()).isCloseTo(0.30850, within(1e-5));
        assertThat(Binomial.interval(5, 10).low()).isCloseTo(0.18709, within(1e-5));
        assertThat(Binomial.interval(5, 10).high()).isCloseTo(0.81291, within(1e-5));
        assertThat(Binomial.interval(10, 10).low()).isCloseTo(0.69150, within(1e-5));
        assertThat(Binomial.interval(10, 10).high()).isEqualTo(1);
    }

    @Test
    void a_threshold_needs_enough_probes_and_more_probes_allow_more_above_it() {
        assertThat(Binomial.fewest(1e-3, 0.99)).isEqualTo(4603);
        assertThat(Binomial.allowedAbove(4602, 1e-3, 0.99)).isNegative();
        assertThat(Binomial.allowedAbove(4603, 1e-3, 0.99)).isZero();
        assertThat(Binomial.allowedAbove(8000, 1e-3, 0.99)).isEqualTo(1);
        // Wilks 1941: 93 observations bound 95 % with one above, at 95 % confidence; 59 with none.
        assertThat(Binomial.allowedAbove(58, 0.05, 0.95)).isNegative();
        assertThat(Binomial.allowedAbove(59, 0.05, 0.95)).isZero();
        assertThat(Binomial.allowedAbove(92, 0.05, 0.95)).isZero();
        assertThat(Binomial.allowedAbove(93, 0.05, 0.95)).isEqualTo(1);
    }
}
