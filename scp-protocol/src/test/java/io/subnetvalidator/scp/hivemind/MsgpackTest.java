package io.subnetvalidator.scp.hivemind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MsgpackTest {

    @Test
    void integers_have_the_bytes_of_an_independent_implementation() {
        List<String> names = Golden.names("int.");
        assertThat(names).hasSize(20);
        for (String name : names) {
            MsgpackValue value = new MsgpackValue.Whole(Long.parseLong(name.substring(4)));
            assertThat(Hex.encode(Msgpack.pack(value))).as(name).isEqualTo(Golden.hex(name));
            assertThat(Msgpack.unpack(Golden.bytes(name))).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 32, 255, 256, 70_000})
    void lengths_have_the_bytes_of_an_independent_implementation(int length) {
        MsgpackValue text = new MsgpackValue.Text("a".repeat(length));
        MsgpackValue list =
                new MsgpackValue.Items(Collections.nCopies(Math.min(length, 60_000), new MsgpackValue.Whole(1)));
        MsgpackValue binary = new MsgpackValue.Binary(
                Bytes.of("a".repeat(length).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

        assertThat(sha256(Msgpack.pack(text))).isEqualTo(Golden.hex("sha256.text." + length));
        assertThat(sha256(Msgpack.pack(list))).isEqualTo(Golden.hex("sha256.list." + length));
        assertThat(sha256(Msgpack.pack(binary))).isEqualTo(Golden.hex("sha256.bytes." + length));
        for (MsgpackValue value : List.of(text, list, binary)) {
            assertThat(Msgpack.unpack(Msgpack.pack(value))).isEqualTo(value);
        }
    }

    @Test
    void extensions_have_the_bytes_of_an_independent_implementation() {
        List<String> names = Golden.names("ext.");
        assertThat(names).hasSize(6);
        for (String name : names) {
            byte[] data = "e"
                    .repeat(Integer.parseInt(name.substring(4)))
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            MsgpackValue value = new MsgpackValue.Extension(5, Bytes.of(data));
            assertThat(Hex.encode(Msgpack.pack(value))).as(name).isEqualTo(Golden.hex(name));
            assertThat(Msgpack.unpack(Golden.bytes(name))).isEqualTo(value);
        }
    }

    @Test
    void a_tuple_comes_back_as_a_tuple() {
        MsgpackValue tuple = new MsgpackValue.Tuple(List.of(
                new MsgpackValue.Whole(2),
                new MsgpackValue.Real(1.5),
                new MsgpackValue.Table(Map.of("a", new MsgpackValue.Nil()))));

        assertThat(Msgpack.unpack(Msgpack.pack(tuple))).isEqualTo(tuple);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "dc",
                "dcffff",
                "ddffffffff",
                "dfffffffff",
                "dbffffffff00",
                "c6ffffffff",
                "c9ffffffff40",
                "c7054090",
                "8101c0",
                "a1ff",
                "cfffffffffffffffff",
                "c0c0",
                "d44001",
                "cb00"
            })
    void what_is_no_value_or_announces_more_than_there_is_is_refused(String hex) {
        assertThatThrownBy(() -> Msgpack.unpack(Hex.decode(hex))).isInstanceOf(WireException.class);
    }

    @Test
    void nesting_is_bounded_also_through_tuples() {
        byte[] lists = new byte[1000];
        java.util.Arrays.fill(lists, (byte) 0x91);
        assertThatThrownBy(() -> Msgpack.unpack(lists)).isInstanceOf(WireException.class);

        MsgpackValue deep = new MsgpackValue.Tuple(List.of());
        for (int i = 0; i < 40; i++) {
            deep = new MsgpackValue.Tuple(List.of(deep));
        }
        byte[] tuples = Msgpack.pack(deep);
        assertThatThrownBy(() -> Msgpack.unpack(tuples)).isInstanceOf(WireException.class);
    }

    @Test
    void more_values_than_anybody_needs_are_refused() {
        byte[] many = Msgpack.pack(new MsgpackValue.Items(Collections.nCopies(70_000, new MsgpackValue.Nil())));

        assertThatThrownBy(() -> Msgpack.unpack(many))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.layer()).isEqualTo(WireException.Layer.LIMIT));
    }

    @Test
    void random_bytes_give_a_value_that_packs_and_unpacks_or_a_wire_exception() {
        Random random = new Random(11);
        int values = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] garbage = new byte[random.nextInt(24)];
            random.nextBytes(garbage);
            try {
                MsgpackValue value = Msgpack.unpack(garbage);
                assertThat(Msgpack.unpack(Msgpack.pack(value))).isEqualTo(value);
                values++;
            } catch (WireException refused) {
                // Most garbage is no value.
            }
        }
        assertThat(values).isPositive();
    }

    private static String sha256(byte[] bytes) {
        try {
            return Hex.encode(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
