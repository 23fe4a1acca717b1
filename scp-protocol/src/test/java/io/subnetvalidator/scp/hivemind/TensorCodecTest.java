package io.subnetvalidator.scp.hivemind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorCodecTest {

    private static final HivemindLimits LIMITS = HivemindLimits.defaults();

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "bfloat16", "bfloat16.legacy", "halves", "uniform", "quantile"})
    void values_are_those_an_independent_implementation_packed(String name) {
        Tensor.Floats tensor = floats(name);

        assertThat(tensor.shape()).isEqualTo(Shape.of(1, 5, 8));
        assertThat(tensor.values()).isEqualTo(Golden.floats("values." + name));
    }

    @Test
    void rows_scaled_by_mean_and_deviation_are_those_an_independent_implementation_packed() {
        assertThat(floats("meanstd").values()).isEqualTo(Golden.floats("values.meanstd"));
    }

    @Test
    void blocks_of_4096_values_have_their_own_scale() throws NoSuchAlgorithmException {
        float[] values = floats("blockwise").values();
        ByteBuffer bytes =
                ByteBuffer.wrap(new byte[values.length * Float.BYTES]).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);

        assertThat(values).hasSize(3 * 2731);
        assertThat(Hex.encode(MessageDigest.getInstance("SHA-256").digest(bytes.array())))
                .isEqualTo(Golden.hex("sha256.blockwise"));
    }

    @Test
    void integers_keep_all_their_bits() {
        Tensor tensor = TensorCodec.unpack(TensorMessage.parse(Golden.bytes("tensor.int64")), LIMITS);

        assertThat(((Tensor.Integers) tensor).values()).containsExactly(3, -1, 1L << 62);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "bfloat16", "halves"})
    void what_is_packed_here_has_the_bytes_of_an_independent_implementation(String name) {
        Tensor.Floats tensor = new Tensor.Floats(
                Shape.of(1, 5, 8),
                name.equals("halves") ? ElementType.FLOAT32 : floats(name).type(),
                Golden.floats("values." + name));
        Compression compression = name.equals("halves") ? Compression.FLOAT16 : Compression.NONE;

        assertThat(Hex.encode(TensorCodec.pack(tensor, compression).toBytes())).isEqualTo(Golden.hex("tensor." + name));
    }

    @Test
    void halves_are_clamped_to_their_range() {
        Tensor.Floats large =
                new Tensor.Floats(Shape.of(2), ElementType.FLOAT32, new float[] {1e9f, Float.NEGATIVE_INFINITY});

        Tensor.Floats back = (Tensor.Floats) TensorCodec.unpack(TensorCodec.pack(large, Compression.FLOAT16), LIMITS);

        assertThat(back.values()).containsExactly(65504f, -65504f);
    }

    @Test
    void a_tensor_without_elements_passes() {
        Tensor back = TensorCodec.unpack(TensorCodec.pack(Tensor.NO_REORDERING, Compression.NONE), LIMITS);

        assertThat(back.shape()).isEqualTo(Shape.of(0));
        assertThat(back.type()).isEqualTo(ElementType.INT64);
    }

    @Test
    void a_tensor_comes_back_from_its_parts_whatever_their_size() {
        Tensor.Floats tensor = floats("float32");
        TensorMessage whole = TensorCodec.pack(tensor, Compression.NONE);
        for (int most : new int[] {1, 3, 64, 159, 160, 1000}) {
            List<TensorMessage> parts = TensorParts.split(whole, most);
            assertThat(parts).hasSize((160 + most - 1) / most);
            TensorParts join = new TensorParts(LIMITS);
            parts.forEach(part -> join.add(TensorMessage.parse(part.toBytes())));
            TensorParts.split(TensorCodec.pack(Tensor.NO_PROMPTS, Compression.NONE), most)
                    .forEach(join::add);

            List<Tensor> back = join.finish();

            assertThat(back).hasSize(2);
            assertThat(((Tensor.Floats) back.get(0)).values()).isEqualTo(tensor.values());
        }
    }

    @Test
    void parts_that_are_missing_too_many_or_out_of_place_are_refused() {
        List<TensorMessage> parts = TensorParts.split(TensorCodec.pack(floats("float32"), Compression.NONE), 64);

        assertRefused(join -> join.add(parts.get(1)));
        assertRefused(join -> {
            join.add(parts.get(0));
            join.finish();
        });
        assertRefused(join -> {
            parts.forEach(join::add);
            join.add(parts.get(2));
            join.finish();
        });
        assertRefused(join -> {
            join.add(parts.get(0));
            join.add(new TensorMessage(new byte[0], List.of(), false, "", 0, 0));
        });
        assertRefused(join -> {
            for (int i = 0; i <= LIMITS.tensors(); i++) {
                join.add(TensorCodec.pack(Tensor.NO_PROMPTS, Compression.NONE));
            }
        });
    }

    @Test
    void more_bytes_than_the_limit_are_refused_before_they_are_joined() {
        HivemindLimits small = new HivemindLimits(100_000, 100, 100, 100, 1000, 2);
        TensorParts join = new TensorParts(small);
        List<TensorMessage> parts = TensorParts.split(TensorCodec.pack(floats("float32"), Compression.NONE), 100);
        join.add(parts.get(0));

        assertThatThrownBy(() -> join.add(parts.get(1)))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.layer()).isEqualTo(WireException.Layer.LIMIT));
    }

    @Test
    void shapes_that_do_not_fit_their_bytes_or_the_limits_are_refused() {
        assertRefused(List.of(1, 5, 9), new byte[160], "float32", 0);
        assertRefused(List.of(65_536, 65_536), new byte[0], "float32", 0);
        assertRefused(List.of(1, 1, 1, 1, 1, 1, 1, 1, 1), new byte[4], "float32", 0);
        assertRefused(List.of(20_000_000), new byte[0], "float32", 0);
        assertRefused(List.of(1), new byte[4], "float64", 0);
        assertRefused(List.of(1), new byte[4], "float32", 6);
        assertRefused(List.of(1), new byte[4], "int64", 2);
        assertRefused(List.of(1), codebook(-1, 1), "float32", 3);
        assertRefused(List.of(1), codebook(257, 1), "float32", 3);
        assertRefused(List.of(1), codebook(Long.MAX_VALUE, 1), "float32", 4);
        assertRefused(List.of(1), codebook(0, 1), "float32", 5);
    }

    @Test
    void an_index_beyond_its_codebook_is_refused() {
        byte[] packed = ByteBuffer.allocate(13)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1)
                .putFloat(2.5f)
                .put((byte) 0)
                .array();
        TensorMessage good = new TensorMessage(packed, List.of(1), false, "float32", 4, 0);
        assertThat(((Tensor.Floats) TensorCodec.unpack(good, LIMITS)).values()).containsExactly(2.5f);

        packed[12] = 1;
        assertThatThrownBy(() -> TensorCodec.unpack(good, LIMITS)).isInstanceOf(WireException.class);
    }

    @Test
    void random_messages_are_tensors_or_wire_exceptions() {
        Random random = new Random(5);
        List<String> names = Golden.names("tensor.");
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] message = Golden.bytes(names.get(random.nextInt(names.size())));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                message[random.nextInt(Math.min(message.length, 64))] = (byte) random.nextInt(256);
            }
            try {
                Tensor tensor = TensorCodec.unpack(TensorMessage.parse(message), LIMITS);
                assertThat(tensor.shape().elements()).isLessThanOrEqualTo(LIMITS.elements());
            } catch (WireException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] codebook(long size, int indices) {
        return ByteBuffer.allocate(Long.BYTES + indices)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(size)
                .array();
    }

    private static void assertRefused(List<Integer> size, byte[] buffer, String type, int compression) {
        assertThatThrownBy(
                        () -> TensorCodec.unpack(new TensorMessage(buffer, size, false, type, compression, 0), LIMITS))
                .as("%s %s %s", size, type, compression)
                .isInstanceOf(WireException.class);
    }

    private static void assertRefused(java.util.function.Consumer<TensorParts> joining) {
        assertThatThrownBy(() -> joining.accept(new TensorParts(LIMITS))).isInstanceOf(WireException.class);
    }

    private static Tensor.Floats floats(String name) {
        return (Tensor.Floats) TensorCodec.unpack(TensorMessage.parse(Golden.bytes("tensor." + name)), LIMITS);
    }
}
