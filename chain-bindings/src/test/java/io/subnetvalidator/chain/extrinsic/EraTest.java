package io.subnetvalidator.chain.extrinsic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hex;
import org.junit.jupiter.api.Test;

class EraTest {

    @Test
    void the_example_of_the_chain_reference_holds() {
        BlockNumber current = BlockNumber.of(1000);
        Era era = Era.mortal(16, current);
        assertThat(Hex.encode(era.encode())).isEqualTo("0x8300");
        assertThat(era.birth(current)).isEqualTo(current);
        assertThat(era.death(current)).isEqualTo(BlockNumber.of(1016));
    }

    @Test
    void an_era_up_to_4096_blocks_is_born_at_the_block_it_was_made_for_and_dies_a_period_later() {
        for (int period = 4; period <= 4096; period *= 2) {
            for (long number : new long[] {0, 1, 3, 255, 1000, 65_537, 4_294_900_000L}) {
                BlockNumber current = BlockNumber.of(number);
                Era era = Era.mortal(period, current);
                assertThat(era.birth(current)).isEqualTo(current);
                assertThat(era.birth(current.plus(period - 1))).isEqualTo(current);
                assertThat(era.birth(current.plus(period))).isEqualTo(current.plus(period));
                assertThat(era.death(current)).isEqualTo(current.plus(period));
                assertThat(Era.read(new ScaleReader(era.encode()))).isEqualTo(era);
            }
        }
    }

    @Test
    void longer_eras_have_a_coarser_phase() {
        Era era = Era.mortal(65_536, BlockNumber.of(1_000_003));
        assertThat(era).isEqualTo(new Era.Mortal(65_536, 16_960));
        assertThat(era.birth(BlockNumber.of(1_000_003))).isEqualTo(BlockNumber.of(1_000_000));
        assertThat(Era.read(new ScaleReader(era.encode()))).isEqualTo(era);
    }

    @Test
    void periods_are_rounded_up_to_what_can_be_encoded() {
        BlockNumber current = BlockNumber.of(7);
        assertThat(Era.mortal(1, current)).isEqualTo(new Era.Mortal(4, 3));
        assertThat(Era.mortal(5, current)).isEqualTo(new Era.Mortal(8, 7));
        assertThat(Era.mortal(100_000, current)).isEqualTo(new Era.Mortal(65_536, 0));
    }

    @Test
    void an_immortal_era_is_one_zero_byte_and_signs_the_genesis_block() {
        assertThat(Hex.encode(Era.immortal().encode())).isEqualTo("0x00");
        assertThat(Era.read(new ScaleReader(new byte[1]))).isEqualTo(Era.immortal());
        assertThat(Era.immortal().birth(BlockNumber.of(99))).isEqualTo(BlockNumber.of(0));
        assertThatThrownBy(() -> Era.immortal().death(BlockNumber.of(99))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void every_pair_of_bytes_is_an_era_that_encodes_to_itself_or_is_refused() {
        int accepted = 0;
        for (int encoded = 0; encoded < 1 << 16; encoded++) {
            byte[] bytes = {(byte) encoded, (byte) (encoded >> 8)};
            if (bytes[0] == 0) {
                continue;
            }
            try {
                assertThat(Era.read(new ScaleReader(bytes)).encode()).isEqualTo(bytes);
                accepted++;
            } catch (ScaleException e) {
                assertThat(e.getMessage()).contains("not valid");
            }
        }
        // 4 + 8 + ... + 4096 phases of the fine periods, 4096 of each of the four coarse ones
        assertThat(accepted).isEqualTo(8188 + 4 * 4096);
        assertThatThrownBy(() -> Era.read(new ScaleReader(new byte[] {1}))).isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> new Era.Mortal(6, 0)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> new Era.Mortal(8, 8)).hasMessageContaining("cannot be 8");
    }
}
