package io.subnetvalidator.incentives;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {

    @Test
    void of_nothing_there_is_none() {
        assertThat(Median.of(List.of())).isEmpty();
    }

    @Test
    void of_an_odd_number_it_is_the_middle_and_of_an_even_number_the_mean_rounded_down() {
        assertThat(median(5)).isEqualTo(5);
        assertThat(median(9, 1, 5)).isEqualTo(5);
        assertThat(median(1, 4)).isEqualTo(2);
        assertThat(median(7, 1, 4, 100)).isEqualTo(5);
        assertThat(median(3, 3, 3, 3)).isEqualTo(3);
    }

    private static long median(long... values) {
        return Median.of(Arrays.stream(values).mapToObj(BigInteger::valueOf).toList())
                .orElseThrow()
                .longValueExact();
    }
}
