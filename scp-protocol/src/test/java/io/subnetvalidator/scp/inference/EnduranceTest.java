package io.subnetvalidator.scp.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnduranceTest {

    @Test
    void pauses_double_with_every_failure_up_to_the_longest() {
        Endurance endurance = new Endurance(10, 5, Duration.ofMillis(250), Duration.ofSeconds(3));

        assertThat(IntStream.of(1, 2, 3, 4, 5, 1000)
                        .mapToObj(endurance::pauseAfter)
                        .map(Duration::toMillis))
                .containsExactly(250L, 500L, 1000L, 2000L, 3000L, 3000L);
    }

    @Test
    void a_session_that_bears_no_failure_or_whose_pauses_shrink_is_refused() {
        assertThatThrownBy(() -> new Endurance(0, 1, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Endurance(1, 0, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Endurance(1, 1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
