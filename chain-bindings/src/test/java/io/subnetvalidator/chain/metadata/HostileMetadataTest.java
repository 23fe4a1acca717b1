package io.subnetvalidator.chain.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hex;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HostileMetadataTest {

    @Test
    void metadata_cut_anywhere_is_refused() {
        byte[] whole = Vectors.hex("metadata-v14.hex");
        for (int length = 0; length < whole.length; length += length < 2_000 ? 1 : 997) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Metadata.decode(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(MetadataException.class);
        }
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> Metadata.decode(longer))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("1 bytes too many");
    }

    /** Flipped bytes may still be metadata; then everything in it must stay usable or fail in an orderly way. */
    @Test
    void metadata_with_flipped_bytes_is_refused_or_stays_usable() {
        byte[] whole = Vectors.hex("metadata-v15.hex");
        Random random = new Random(20_261_123);
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            byte[] bytes = whole.clone();
            for (int i = 0; i < 3; i++) {
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
            }
            refused += isRefused(bytes) ? 1 : 0;
        }
        assertThat(refused).isBetween(1, 399);
    }

    private static boolean isRefused(byte[] bytes) {
        Metadata metadata;
        try {
            metadata = Metadata.decode(bytes);
        } catch (MetadataException e) {
            return true;
        }
        for (Pallet pallet : metadata.pallets()) {
            for (TypeVariant call : pallet.calls()) {
                orderly(() -> metadata.callShape(pallet.name(), call.name()));
                orderly(() -> metadata.decodeCall(new byte[] {(byte) pallet.index(), (byte) call.index(), 4, 0, 0, 0}));
            }
            for (StorageItem item : pallet.storage()) {
                orderly(() -> metadata.storageShape(pallet.name(), item.name()));
                orderly(() -> metadata.decodeStorage(pallet.name(), item.name(), Optional.empty()));
            }
            pallet.constants().forEach(constant -> orderly(() -> metadata.constant(pallet.name(), constant.name())));
        }
        return false;
    }

    private static void orderly(Runnable use) {
        try {
            use.run();
        } catch (MetadataException | ValueException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void a_count_that_lies_takes_no_memory() {
        for (long count : new long[] {1 << 14, 1 << 20, (1L << 31) - 1, 1L << 31, 1L << 40}) {
            byte[] bytes = header(14).compact(count).toBytes();
            assertThat(allocatedBy(() ->
                            assertThatThrownBy(() -> Metadata.decode(bytes)).isInstanceOf(MetadataException.class)))
                    .as("count %s", count)
                    .isLessThan(4 << 20);
        }
    }

    @Test
    void lists_of_nothing_are_bounded_in_all() {
        ScaleWriter out = header(14).compact(1).compact(0).compact(0).compact(0).u8(0);
        out.compact(4_000);
        for (int field = 0; field < 4_000; field++) {
            out.u8(0).compact(0).u8(0).compact(1_000).raw(new byte[1_000]);
        }
        byte[] bytes = out.toBytes();
        assertThat(bytes.length).isLessThan(Metadata.MAX_LENGTH);
        assertThat(allocatedBy(() -> assertThatThrownBy(() -> Metadata.decode(bytes))
                        .isInstanceOf(MetadataException.class)
                        .hasMessageContaining("400000 items")))
                .isLessThan(128L << 20);
        assertThatThrownBy(() -> Metadata.decode(Arrays.copyOf(header(14).toBytes(), Metadata.MAX_LENGTH + 1)))
                .hasMessageContaining("above the limit");
    }

    @Test
    void what_is_no_metadata_is_called_so() {
        assertThatThrownBy(() -> Metadata.decode(new byte[0])).hasMessageContaining("no runtime metadata");
        assertThatThrownBy(() -> Metadata.decode("nothing".getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("no runtime metadata");
        assertThatThrownBy(() -> Metadata.decode(header(13).toBytes())).hasMessageContaining("version 13 is not known");
        assertThatThrownBy(() -> Metadata.decode(header(16).toBytes())).hasMessageContaining("version 16 is not known");
    }

    @Test
    void references_to_missing_types_and_contradictions_are_refused() {
        assertRefused(types -> types.add(new TypeDef.Sequence(7)), "refers to type 7");
        assertRefused(types -> types.add(new TypeDef.Composite(List.of(field("a", 0), field("a", 0)))), "two fields a");
        assertRefused(
                types -> types.add(new TypeDef.Composite(
                        List.of(field("a", 0), new TypeField(Optional.empty(), 0, Optional.empty(), List.of())))),
                "with and without names");
        assertRefused(
                types -> types.add(new TypeDef.Variants(List.of(
                        new TypeVariant("A", List.of(), 1, List.of()), new TypeVariant("B", List.of(), 1, List.of())))),
                "two variants");
        assertThatThrownBy(() -> new TypeRegistry(
                        List.of(new PortableType(1, List.of(), List.of(), new TypeDef.Tuple(List.of()), List.of()))))
                .hasMessageContaining("type 1 stands at position 0");
    }

    @Test
    void recursive_types_end_in_an_error_and_not_in_the_stack() {
        TypeList types = new TypeList();
        int wrapsItself = types.add(new TypeDef.Composite(List.of(unnamed(0))));
        int listOfItself = types.add(new TypeDef.Sequence(1));
        int namesItself = types.add(new TypeDef.Composite(List.of(field("again", 2))));
        int tupleOfItself = types.add(new TypeDef.Tuple(List.of(3, 3)));
        int compactOfItself = types.add(new TypeDef.Compact(4));
        int arrayOfItself = types.add(new TypeDef.Array(2, 5));
        ValueCodec codec = new ValueCodec(types.registry());
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 4); // lists of one list of one list ...

        for (int type :
                new int[] {wrapsItself, listOfItself, namesItself, tupleOfItself, compactOfItself, arrayOfItself}) {
            assertThatThrownBy(() -> codec.decode(type, deep))
                    .as("type %s", type)
                    .isInstanceOfAny(ValueException.class, MetadataException.class);
            orderly(() -> new TypePrinter(codec.types()).shape(type));
            assertThat(new TypePrinter(codec.types()).name(type)).hasSizeLessThan(1 << 20);
        }
        Value nested = Value.sequence(List.of());
        for (int i = 0; i < 1_000; i++) {
            nested = Value.sequence(List.of(nested));
        }
        Value tooDeep = nested;
        assertThatThrownBy(() -> codec.encode(listOfItself, tooDeep))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void lists_of_things_without_bytes_are_bounded() {
        TypeList types = new TypeList();
        int unit = types.add(new TypeDef.Tuple(List.of()));
        int units = types.add(new TypeDef.Sequence(unit));
        int array = types.add(new TypeDef.Array(0xFFFF_FFFFL, unit));
        int arrays = types.add(new TypeDef.Array(100_000, types.add(new TypeDef.Array(100_000, unit))));
        ValueCodec codec = new ValueCodec(types.registry());
        byte[] manyUnits = new ScaleWriter().compact((1L << 31) - 1).toBytes();

        assertThat(allocatedBy(() -> {
                    assertThatThrownBy(() -> codec.decode(units, manyUnits)).isInstanceOf(ValueException.class);
                    assertThatThrownBy(() -> codec.decode(array, new byte[0])).isInstanceOf(ValueException.class);
                }))
                .isLessThan(4 << 20);
        assertThat(allocatedBy(() -> assertThatThrownBy(() -> codec.decode(arrays, new byte[0]))
                        .isInstanceOf(ValueException.class)))
                .isLessThan(256L << 20);
        assertThat(codec.decode(units, new ScaleWriter().compact(1_000).toBytes())
                        .items())
                .hasSize(1_000);
    }

    @Test
    void a_byte_array_longer_than_the_input_takes_no_memory() {
        TypeList types = new TypeList();
        int u8 = types.add(new TypeDef.Primitive(PrimitiveType.U8));
        int array = types.add(new TypeDef.Array(0xFFFF_FFFFL, u8));
        int bytes = types.add(new TypeDef.Sequence(u8));
        ValueCodec codec = new ValueCodec(types.registry());
        assertThatThrownBy(() -> codec.decode(array, new byte[10]))
                .hasMessageContaining("4294967295 bytes wanted, 10 left");
        assertThatThrownBy(() ->
                        codec.decode(bytes, new ScaleWriter().compact(1 << 30).toBytes()))
                .isInstanceOf(ValueException.class);
    }

    @Test
    void events_calls_and_keys_cut_anywhere_are_refused() {
        Metadata metadata = Vectors.metadata();
        byte[] events = Hex.decode(Vectors.json("blocks.json")
                .get("blocks")
                .get(9)
                .get("eventsRaw")
                .asText());
        assertThat(metadata.decodeEvents(events)).isNotEmpty();
        for (int length = 0; length < events.length; length++) {
            byte[] cut = Arrays.copyOf(events, length);
            assertThatThrownBy(() -> metadata.decodeEvents(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(ValueException.class);
        }
        StorageEntry entry = metadata.storage("Network", "HotkeySubnetNodeId");
        byte[] key = entry.key(Value.of(1), Value.of(new byte[20]));
        for (int length = 0; length < key.length; length++) {
            byte[] cut = Arrays.copyOf(key, length);
            assertThatThrownBy(() -> entry.decodeKey(cut)).isInstanceOf(ValueException.class);
        }
        key[40] = (byte) (key[40] ^ 1);
        assertThatThrownBy(() -> entry.decodeKey(key)).hasMessageContaining("hash before the key value is wrong");
    }

    /** A batch in a batch in a batch ...: the chain may hold it, so reading must fail in order. */
    @Test
    void calls_nested_without_end_are_refused() {
        Metadata metadata = Vectors.metadata();
        ScaleWriter out = new ScaleWriter();
        for (int i = 0; i < 50_000; i++) {
            out.u8(15).u8(0).compact(1);
        }
        assertThatThrownBy(() -> metadata.decodeCall(out.toBytes()))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("nested deeper")
                .message()
                .hasSizeLessThan(5_000);
    }

    private static long allocatedBy(Runnable action) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        action.run(); // classes are loaded by a first run
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void assertRefused(Consumer<TypeList> build, String message) {
        TypeList types = new TypeList();
        build.accept(types);
        assertThatThrownBy(types::registry)
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining(message);
    }

    private static ScaleWriter header(int version) {
        return new ScaleWriter().raw("meta".getBytes(StandardCharsets.US_ASCII)).u8(version);
    }

    private static TypeField field(String name, int type) {
        return new TypeField(Optional.of(name), type, Optional.empty(), List.of());
    }

    private static TypeField unnamed(int type) {
        return new TypeField(Optional.empty(), type, Optional.empty(), List.of());
    }

    @Test
    void the_reader_stays_where_a_value_ends() {
        TypeList types = new TypeList();
        int u32 = types.add(new TypeDef.Primitive(PrimitiveType.U32));
        ScaleReader in = new ScaleReader(new byte[] {1, 0, 0, 0, 2});
        assertThat(new ValueCodec(types.registry()).decode(u32, in)).isEqualTo(Value.of(1));
        assertThat(in.remaining()).isEqualTo(1);
    }
}
