package io.subnetvalidator.chain.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void compact_integers_take_their_shortest_form_at_every_mode_boundary() {
        assertCompact("0", "0x00");
        assertCompact("63", "0xfc");
        assertCompact("64", "0x0101");
        assertCompact("16383", "0xfdff");
        assertCompact("16384", "0x02000100");
        assertCompact("1073741823", "0xfeffffff");
        assertCompact("1073741824", "0x0300000040");
        assertCompact("4294967295", "0x03ffffffff");
        assertCompact("4294967296", "0x070000000001");
        assertCompact("100000000000000", "0x0b00407a10f35a");
        assertCompact(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE).toString(), "0x33" + "ff".repeat(16));
    }

    @Test
    void a_compact_integer_in_a_longer_mode_than_needed_is_refused() {
        for (String hex : List.of("0x0100", "0xfd00", "0x02000000", "0x0300000000", "0x03ffffff3f", "0x070000000000")) {
            assertThatThrownBy(() -> new ScaleReader(Hex.decode(hex)).compact())
                    .as(hex)
                    .isInstanceOf(ScaleException.class)
                    .hasMessageContaining("shortest form");
        }
    }

    @Test
    void a_length_that_lies_is_refused_before_memory_is_taken() {
        byte[] hugeCount = new ScaleWriter().compact(Integer.MAX_VALUE).toBytes();
        assertThatThrownBy(() -> new ScaleReader(hugeCount).bytes(Integer.MAX_VALUE))
                .isInstanceOf(ScaleException.class)
                .hasMessageContaining("do not fit");
        assertThatThrownBy(() -> new ScaleReader(hugeCount).vec(1000, ScaleReader::u8))
                .isInstanceOf(ScaleException.class)
                .hasMessageContaining("above the limit");
    }

    @Test
    void what_is_written_is_read_back_and_nothing_is_left_over() {
        byte[] bytes = new ScaleWriter()
                .u8(7)
                .bool(true)
                .u16(65_535)
                .u32(4_294_967_295L)
                .u64(-1)
                .u128(BigInteger.TEN.pow(38))
                .signed(BigInteger.valueOf(-5), 16)
                .string("tensor")
                .option(Optional.of(3L), ScaleWriter::u32)
                .option(Optional.<Long>empty(), ScaleWriter::u32)
                .vec(List.of(1, 2, 3), ScaleWriter::u8)
                .f64Bits(-0.0)
                .toBytes();
        ScaleReader reader = new ScaleReader(bytes);
        assertThat(reader.u8()).isEqualTo(7);
        assertThat(reader.bool()).isTrue();
        assertThat(reader.u16()).isEqualTo(65_535);
        assertThat(reader.u32()).isEqualTo(4_294_967_295L);
        assertThat(reader.u64()).isEqualTo(-1);
        assertThat(reader.u128()).isEqualTo(BigInteger.TEN.pow(38));
        assertThat(reader.signed(16)).isEqualTo(BigInteger.valueOf(-5));
        assertThat(reader.string(10)).isEqualTo("tensor");
        assertThat(reader.option(ScaleReader::u32)).contains(3L);
        assertThat(reader.option(ScaleReader::u32)).isEmpty();
        assertThat(reader.vec(3, ScaleReader::u8)).containsExactly(1, 2, 3);
        assertThat(Double.doubleToRawLongBits(reader.f64Bits())).isEqualTo(Double.doubleToRawLongBits(-0.0));
        reader.requireEnd();
    }

    @Test
    void every_truncation_and_every_trailing_byte_is_refused() {
        byte[] bytes = new ScaleWriter().u32(1).bytes(new byte[5]).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            ScaleReader reader = new ScaleReader(bytes, 0, length);
            assertThatThrownBy(() -> {
                        reader.u32();
                        reader.bytes(5);
                    })
                    .isInstanceOf(ScaleException.class);
        }
        assertThatThrownBy(() -> new ScaleReader(new byte[1]).requireEnd()).hasMessageContaining("too many");
    }

    private static void assertCompact(String value, String hex) {
        assertThat(Hex.encode(new ScaleWriter().compact(new BigInteger(value)).toBytes()))
                .isEqualTo(hex);
        ScaleReader reader = new ScaleReader(Hex.decode(hex));
        assertThat(reader.compact()).isEqualTo(value);
        reader.requireEnd();
    }
}
