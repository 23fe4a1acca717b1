package io.subnetvalidator.chain.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Hex;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ValueCodecTest {

    private final LayoutRegistry layouts = new LayoutRegistry();

    @Test
    void integers_take_the_whole_range_of_their_width_and_no_more() {
        assertRoundTrip("u8", Value.of(255), "0xff");
        assertRoundTrip("u32", Value.of(1), "0x01000000");
        assertRoundTrip(
                "u256", Value.of(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE)), "0x" + "ff".repeat(32));
        assertRoundTrip("i8", Value.of(-128), "0x80");
        assertRoundTrip("i128", Value.of(-2), "0xfe" + "ff".repeat(15));
        assertRoundTrip("Compact<u128>", Value.of(BigInteger.TEN.pow(18)), "0x13000064a7b3b6e00d");
        assertEncodeFails("u8", Value.of(256), "256 is no u8");
        assertEncodeFails("u8", Value.of(-1), "-1 is no u8");
        assertEncodeFails("i8", Value.of(128), "128 is no i8");
        assertEncodeFails("Compact<u32>", Value.of(1L << 32), "no compact u32");
        assertThatThrownBy(() -> codec("Compact<u8>").decode(layouts.type("Compact<u8>"), Hex.decode("0x0104")))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("256 is no compact u8");
    }

    @Test
    void text_characters_and_bools_are_strict() {
        assertRoundTrip("str", Value.text("größe"), "0x1c6772c3b6c39f65");
        assertRoundTrip("char", Value.text("😀"), "0x00f60100");
        assertRoundTrip("bool", Value.of(true), "0x01");
        assertEncodeFails("char", Value.text("ab"), "one character");
        assertDecodeFails("char", "0x00d80000", "not a character");
        assertDecodeFails("bool", "0x02", "a bool is 0 or 1");
        assertDecodeFails("str", "0x04ff", "not UTF-8");
        assertDecodeFails("u8", "0x0102", "1 bytes too many");
    }

    @Test
    void options_nest() {
        assertRoundTrip("Option<u8>", Value.none(), "0x00");
        assertRoundTrip("Option<Option<u8>>", Value.some(Value.none()), "0x0100");
        assertRoundTrip("Option<Option<u8>>", Value.some(Value.some(Value.of(7))), "0x010107");
        assertEncodeFails("Option<u8>", Value.of(1), "expected an option (some or none), found an integer");
        assertDecodeFails("Option<u8>", "0x02", "an option starts with 0 or 1");
    }

    @Test
    void a_wrong_shape_is_named_with_its_path() {
        layouts.structure("Item", "id: u32", "score: u128");
        layouts.structure("Proposal", "subnet: u32", "data: Vec<Item>", "args: Option<(u8, Item)>");
        Value item = Value.struct(Map.of("id", Value.of(1), "score", Value.of(2)));
        Value badItem = Value.struct(Map.of("id", Value.of(1), "score", Value.text("much")));

        assertEncodeFails(
                "Proposal",
                proposal(Value.of(1), List.of(item, badItem), Value.none()),
                "data[1].score: expected an integer, found text");
        assertEncodeFails(
                "Proposal",
                proposal(Value.of(1), List.of(), Value.some(Value.tuple(Value.of(1), badItem))),
                "args[1].score: expected an integer");
        assertEncodeFails("Item", Value.struct(Map.of("id", Value.of(1))), "the field score is missing");
        assertEncodeFails(
                "Item",
                Value.struct(Map.of("id", Value.of(1), "score", Value.of(2), "colour", Value.of(3))),
                "there is no field colour; the fields are id, score");
        assertEncodeFails("Item", Value.of(1), "expected a structure, found an integer");
        assertEncodeFails("Vec<Item>", item, "expected a list, found a structure");
        assertEncodeFails("(u8, u8)", Value.tuple(Value.of(1)), "expected a tuple of 2, found a tuple of 1");
        assertEncodeFails("[u8; 4]", Value.of(new byte[3]), "expected 4 bytes, found 3");
        assertEncodeFails("[u16; 2]", Value.sequence(List.of(Value.of(1))), "expected a list of 2, found 1");
        assertDecodeFails("Vec<Item>", "0x0801000000" + "00".repeat(16) + "0200", "[1].id: 4 bytes wanted, 2 left");
    }

    private static Value proposal(Value subnet, List<Value> data, Value args) {
        return Value.struct(Map.of("subnet", subnet, "data", Value.sequence(data), "args", args));
    }

    @Test
    void sorted_maps_and_sets_have_one_encoding() {
        Value a = Value.of(new byte[] {1, 2});
        Value b = Value.of(new byte[] {(byte) 0x80});
        Map<Value, Value> entries = new LinkedHashMap<>();
        entries.put(b, Value.of(2));
        entries.put(a, Value.of(1));
        assertRoundTrip("BTreeMap<Vec<u8>, u8>", Value.map(entries), "0x0808010201048002");
        assertEncodeFails(
                "BTreeMap<Vec<u8>, u8>",
                Value.sequence(List.of(Value.tuple(b, Value.of(2)), Value.tuple(a, Value.of(1)))),
                "[1]: the keys of a BTreeMap must ascend");
        // 256 comes after 1 although its little-endian bytes come before
        assertRoundTrip("BTreeSet<u32>", Value.set(List.of(Value.of(256), Value.of(1))), "0x080100000000010000");
        assertEncodeFails("BTreeSet<u32>", Value.sequence(List.of(Value.of(1), Value.of(1))), "without repetition");
        // the runtime reads any order, so this must too
        assertThat(codec("BTreeSet<u32>")
                        .decode(layouts.type("BTreeSet<u32>"), Hex.decode("0x080001000001000000"))
                        .items())
                .containsExactly(Value.of(256), Value.of(1));
    }

    @Test
    void variants_go_by_name_and_index() {
        TypeList types = new TypeList();
        int u8 = types.add(new TypeDef.Primitive(PrimitiveType.U8));
        int choice = types.add(new TypeDef.Variants(List.of(
                new TypeVariant("Nothing", List.of(), 0, List.of()),
                new TypeVariant("One", List.of(unnamed(u8)), 3, List.of()),
                new TypeVariant("Two", List.of(unnamed(u8), unnamed(u8)), 4, List.of()),
                new TypeVariant(
                        "Named",
                        List.of(new TypeField(Optional.of("a"), u8, Optional.empty(), List.of())),
                        9,
                        List.of()))));
        ValueCodec codec = new ValueCodec(types.registry());
        Map<String, Value> expected = new LinkedHashMap<>();
        expected.put("0x00", Value.variant("Nothing"));
        expected.put("0x0305", Value.variant("One", Value.of(5)));
        expected.put("0x040506", Value.variant("Two", Value.tuple(Value.of(5), Value.of(6))));
        expected.put("0x0905", Value.variant("Named", Value.struct(Map.of("a", Value.of(5)))));
        expected.forEach((hex, value) -> {
            assertThat(Hex.encode(codec.encode(choice, value))).isEqualTo(hex);
            assertThat(codec.decode(choice, Hex.decode(hex))).isEqualTo(value);
            assertThat(new ValueJson(codec.types()).read(choice, ValueJson.write(value)))
                    .isEqualTo(value);
        });
        assertThatThrownBy(() -> codec.decode(choice, new byte[] {1})).hasMessageContaining("no variant with index 1");
        assertThatThrownBy(() -> codec.encode(choice, Value.variant("Three")))
                .hasMessageContaining("there is no variant Three; there are Nothing, One, Two, Named");
        assertThatThrownBy(() -> codec.encode(choice, Value.variant("Nothing", Value.of(1))))
                .hasMessageContaining("Nothing: there are no fields here");
        assertThatThrownBy(() ->
                        codec.encode(choice, Value.variant("Named", Value.struct(Map.of("a", Value.text("x"))))))
                .hasMessage("Named.a: expected an integer, found text");
    }

    @Test
    void bits_lie_in_both_orders() {
        TypeList types = new TypeList();
        int u16 = types.add(new TypeDef.Primitive(PrimitiveType.U16));
        int lsb = types.add(new TypeDef.Composite(List.of()), List.of("bitvec", "order", "Lsb0"));
        int msb = types.add(new TypeDef.Composite(List.of()), List.of("bitvec", "order", "Msb0"));
        int lowFirst = types.add(new TypeDef.BitSequence(u16, lsb));
        int highFirst = types.add(new TypeDef.BitSequence(u16, msb));
        ValueCodec codec = new ValueCodec(types.registry());
        Value bits = new Value.Bits(List.of(true, false, false, false, false, false, false, false, false, true));
        assertThat(Hex.encode(codec.encode(lowFirst, bits))).isEqualTo("0x280102");
        assertThat(Hex.encode(codec.encode(highFirst, bits))).isEqualTo("0x284080");
        assertThat(codec.decode(lowFirst, Hex.decode("0x280102"))).isEqualTo(bits);
        assertThat(codec.decode(highFirst, Hex.decode("0x284080"))).isEqualTo(bits);
        assertThat(ValueJson.write(bits).textValue()).isEqualTo("0b1000000001");
    }

    @Test
    void the_accessors_say_what_they_found() {
        Value value = Value.struct(Map.of("a", Value.of(1)));
        assertThat(value.field("a").asInt()).isOne();
        assertThatThrownBy(() -> value.field("b")).hasMessage("there is no field b, only a");
        assertThatThrownBy(value::asInteger).hasMessage("expected an integer, found a structure");
        assertThatThrownBy(() -> Value.of(BigInteger.ONE.shiftLeft(63)).asLong())
                .hasMessageContaining("64 bits");
        assertThatThrownBy(() -> Value.of(1L << 31).asInt()).hasMessageContaining("32 bits");
        assertThatThrownBy(() -> Value.of(new byte[19]).asAccount()).hasMessageContaining("20 bytes, found 19");
        assertThat(Value.of(AccountId.of(new byte[20])).asAccount()).isEqualTo(AccountId.of(new byte[20]));
        assertThat(Value.some(value).asOption()).contains(value);
        assertThat(Value.none().asOption()).isEmpty();
    }

    @Test
    void json_of_another_shape_is_refused_with_its_path() throws JsonProcessingException {
        layouts.structure("Item", "id: u32", "key: Vec<u8>");
        int items = layouts.type("Vec<Item>");
        ValueJson json = new ValueJson(layouts.registry());
        ObjectMapper parser = new ObjectMapper();
        for (String[] wrong : new String[][] {
            {"[{\"id\": 1.5, \"key\": \"0x\"}]", "[0].id: expected an integer"},
            {"[{\"id\": 1, \"key\": \"abc\"}]", "[0].key: expected hexadecimal text that starts with 0x"},
            {"[{\"id\": 1, \"key\": \"0xabc\"}]", "[0].key: expected hexadecimal text"},
            {"[{\"id\": 1}]", "[0]: the field key is missing"},
            {"[{\"id\": 1, \"key\": \"0x\", \"x\": 0}]", "[0]: there is no field x"},
            {"{}", "expected an array"},
        }) {
            assertThatThrownBy(() -> json.read(items, parser.readTree(wrong[0])))
                    .isInstanceOf(ValueException.class)
                    .hasMessageStartingWith(wrong[1]);
        }
        assertThat(json.read(items, parser.readTree("[{\"id\": \"4294967295\", \"key\": \"0xff\"}]"))
                        .items())
                .hasSize(1);
    }

    @Test
    void large_integers_are_written_as_text_so_that_no_reader_rounds_them() {
        assertThat(ValueJson.write(Value.of((1L << 53) - 1)).isNumber()).isTrue();
        assertThat(ValueJson.write(Value.of(1L << 53)).textValue()).isEqualTo("9007199254740992");
        assertThat(ValueJson.write(Value.of(-(1L << 53))).textValue()).isEqualTo("-9007199254740992");
    }

    /** The largest value of the chain must pass the limits with room to spare. */
    @Test
    void a_submission_of_256_nodes_stays_far_below_the_limits() {
        Metadata metadata = Vectors.metadata();
        StorageEntry entry = metadata.storage("Network", "SubnetConsensusSubmission");
        byte[] recorded = entry.key(Value.of(128001), Value.of(1));
        Value small = StreamSupport.stream(
                        Vectors.json("storage.json").get("entries").spliterator(), false)
                .filter(vector -> vector.get("key").asText().equals(Hex.encode(recorded)))
                .map(vector -> entry.decodePresent(Hex.decode(vector.get("raw").asText())))
                .findFirst()
                .orElseThrow();
        Map<String, Value> fields = new LinkedHashMap<>(((Value.Struct) small).fields());
        Value attest = small.field("attests").items().get(0).items().get(1);
        fields.put("attests", Value.sequence(nodes(id -> Value.tuple(Value.of(id), attest))));
        fields.put(
                "subnet_nodes",
                Value.sequence(nodes(id -> small.field("subnet_nodes").items().get(0))));
        fields.put(
                "data", Value.sequence(nodes(id -> small.field("data").items().get(0))));

        byte[] large = entry.encode(Value.struct(fields));
        assertThat(large).hasSizeGreaterThan(90_000);
        ValueCodec narrow = new ValueCodec(metadata.types(), new ValueLimits(16, 20_000));
        assertThat(narrow.decode(entry.item().valueType(), large)).isEqualTo(Value.struct(fields));
    }

    private static List<Value> nodes(IntFunction<Value> value) {
        return IntStream.rangeClosed(1, 256).mapToObj(value).toList();
    }

    private static TypeField unnamed(int type) {
        return new TypeField(Optional.empty(), type, Optional.empty(), List.of());
    }

    private ValueCodec codec(String type) {
        layouts.type(type);
        return new ValueCodec(layouts.registry());
    }

    private void assertRoundTrip(String type, Value value, String hex) {
        ValueCodec codec = codec(type);
        assertThat(Hex.encode(codec.encode(layouts.type(type), value))).as(type).isEqualTo(hex);
        assertThat(codec.decode(layouts.type(type), Hex.decode(hex))).as(type).isEqualTo(value);
    }

    private void assertEncodeFails(String type, Value value, String message) {
        ValueCodec codec = codec(type);
        assertThatThrownBy(() -> codec.encode(layouts.type(type), value))
                .as(type)
                .isInstanceOf(ValueException.class)
                .hasMessageContaining(message);
    }

    private void assertDecodeFails(String type, String hex, String message) {
        ValueCodec codec = codec(type);
        assertThatThrownBy(() -> codec.decode(layouts.type(type), Hex.decode(hex)))
                .as(type)
                .isInstanceOf(ValueException.class)
                .hasMessageContaining(message);
    }
}
