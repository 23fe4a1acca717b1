package io.subnetvalidator.proofs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    private static final long GIB = 1L << 30;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name_file() {
        file = directory.resolve("w.safetensors");
    }

    @Test
    void what_is_written_is_read_back_in_every_weight_type() throws IOException {
        float[] values = {1, -2.5f, 0x1p-20f, 3.140625f, -0.0f, Float.POSITIVE_INFINITY};
        for (DataType type : List.of(DataType.F32, DataType.BF16, DataType.F16)) {
            try (SafetensorsWriter writer = SafetensorsWriter.create(
                    file,
                    List.of(
                            new SafetensorsWriter.Declaration("empty", type, 0, 3),
                            new SafetensorsWriter.Declaration("a", type, 2, 3),
                            new SafetensorsWriter.Declaration("zero", type, 5)))) {
                writer.write("a", 3, Arrays.copyOfRange(values, 3, 6));
                writer.write("a", 0, Arrays.copyOfRange(values, 0, 3));
            }
            SafetensorsFile read = SafetensorsFile.open(file);
            assertThat(read.tensors()).extracting(TensorInfo::name).containsExactly("empty", "a", "zero");
            assertThat(widen(read, "a", 6)).isEqualTo(values);
            assertThat(widen(read, "zero", 5)).containsOnly(0);
            assertThat(read.tensor("a").orElseThrow().shape()).containsExactly(2L, 3L);
        }
    }

    @Test
    void values_outside_a_declared_tensor_cannot_be_written() throws IOException {
        try (SafetensorsWriter writer =
                SafetensorsWriter.create(file, List.of(new SafetensorsWriter.Declaration("a", DataType.F32, 2)))) {
            assertThatThrownBy(() -> writer.write("a", 1, new float[2])).hasMessageContaining("do not fit");
            assertThatThrownBy(() -> writer.write("b", 0, new float[1])).hasMessageContaining("not declared");
        }
    }

    @Test
    void a_file_cut_at_any_byte_is_refused() throws IOException {
        byte[] whole = bytes(header("'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}"), 12);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafetensorsFile.open(file))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("w.safetensors");
        }
        Files.write(file, whole);
        assertThat(SafetensorsFile.open(file).tensors()).hasSize(1);
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .hasMessageContaining("1 bytes behind the last tensor belong to no tensor");
    }

    @Test
    void every_single_changed_header_byte_is_refused_or_still_consistent() throws IOException {
        byte[] whole = bytes(header("'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}"), 12);
        for (int at = 0; at < whole.length - 12; at++) {
            for (int value : new int[] {0, 0x20, '"', '9', '{', '}', 0x7F, 0x80, 0xFF}) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                Files.write(file, changed);
                try {
                    List<TensorInfo> tensors = SafetensorsFile.open(file).tensors();
                    assertThat(tensors).hasSizeLessThanOrEqualTo(1);
                    assertThat(tensors)
                            .allSatisfy(tensor -> assertThat(tensor.end()).isEqualTo(12));
                } catch (ModelException refused) {
                    assertThat(refused).hasMessageContaining("w.safetensors");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 18446744073709551615", "9223372036854775807, 9223372036854775807", "33554433, 33554433"})
    void a_huge_header_length_is_refused_before_memory_is_taken(long length, String shown) throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(64)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .array());
        assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("claims " + shown + " bytes");
    }

    @Test
    void a_header_longer_than_the_file_is_refused() throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(64)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(57)
                        .array());
        assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("has only 56 behind the length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]} | 'b' overlaps tensor 'a'",
                "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]} | leaves a hole of 4 bytes behind tensor 'a'",
                "'a':{'dtype':'F32','shape':[1],'data_offsets':[8,12]} | leaves a hole of 8 bytes behind the start",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | 4 bytes behind the last tensor",
                "'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]} | claims the bytes 0 to 16 of 12 bytes",
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]} | needs 8 bytes, but its offsets hold 12",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[12,0]} | claims the bytes 12 to 0",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12,0]} | has a data_offsets that is not a list",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[12]} | has 1 data offsets",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[-12,0]} | has -12 in its data_offsets",
                "'a':{'dtype':'F32','shape':[3.0],'data_offsets':[0,12]} | has 3.0 in its shape",
                "'a':{'dtype':'F32','shape':[18446744073709551616],'data_offsets':[0,12]} | has 18446744073709551616",
                "'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,12]} | overflows",
                "'a':{'dtype':'F32','shape':[4611686018427387907],'data_offsets':[0,12]} | overflows",
                "'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,3],'data_offsets':[0,12]} | list of at most 8 numbers",
                "'a':{'dtype':'F4','shape':[24],'data_offsets':[0,12]} | unknown type 'F4'",
                "'a':{'dtype':'F32','shape':[3]} | instead of dtype, shape and data_offsets",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12],'x':1} | instead of dtype, shape and data_offsets",
                "'a':[1,2] | instead of dtype, shape and data_offsets",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]} | Duplicate field 'a'",
                "'a':{'dtype':'F32','dtype':'F16','shape':[3],'data_offsets':[0,12]} | Duplicate field 'dtype'",
                "'':{'dtype':'F32','shape':[3],'data_offsets':[0,12]} | one has 0",
                "'__metadata__':{'format':1},'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]} | not an object of texts",
                "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}{ | not valid JSON",
                "'a':[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] | nesting depth",
            })
    void a_lying_header_is_refused_by_name(String entries, String message) throws IOException {
        Files.write(file, bytes(header(entries), 12));
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("w.safetensors")
                .hasMessageContaining(message);
    }

    @Test
    void a_header_that_is_no_object_is_refused() throws IOException {
        Files.write(file, bytes("[1]", 0));
        assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("does not start with '{'");
    }

    @Test
    void metadata_and_padding_are_accepted() throws IOException {
        Files.write(
                file,
                bytes(
                        header("'__metadata__':{'format':'pt'},'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}")
                                + "    ",
                        12));
        assertThat(SafetensorsFile.open(file).tensors())
                .extracting(TensorInfo::name)
                .containsExactly("a");
    }

    @Test
    void tensors_beyond_two_gibibytes_are_read() throws IOException {
        String header = header("'big':{'dtype':'BF16','shape':[5,268435456],'data_offsets':[0,2684354560]},"
                + "'late':{'dtype':'F32','shape':[2],'data_offsets':[2684354560,2684354568]}");
        byte[] start = bytes(header, 0);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(start);
            sparse.setLength(start.length + 5 * GIB / 2 + 8);
            sparse.seek(start.length + 5 * GIB / 2 - 2);
            sparse.write(new byte[] {(byte) 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40});
        }
        SafetensorsFile read = SafetensorsFile.open(file);
        TensorInfo big = read.tensor("big").orElseThrow();
        float[] last = new float[2];
        DataType.BF16.widen(read.map(big, big.bytes() - 4, 4), last);
        assertThat(last).containsExactly(0, 1);
        assertThat(widen(read, "late", 2)).containsExactly(2, 3);
    }

    @Test
    void a_file_that_shrinks_while_in_use_is_refused_instead_of_mapped() throws IOException {
        byte[] whole = bytes(header("'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}"), 12);
        Files.write(file, whole);
        SafetensorsFile open = SafetensorsFile.open(file);
        TensorInfo tensor = open.tensor("a").orElseThrow();
        Files.write(file, Arrays.copyOf(whole, whole.length - 4));
        assertThatThrownBy(() -> open.map(tensor, 0, 12))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("changed from");
    }

    @Test
    void bytes_outside_a_tensor_cannot_be_mapped() throws IOException {
        Files.write(file, bytes(header("'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}"), 12));
        SafetensorsFile open = SafetensorsFile.open(file);
        TensorInfo tensor = open.tensor("a").orElseThrow();
        assertThatThrownBy(() -> open.map(tensor, 4, 12)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.map(tensor, -1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.map(tensor, Long.MAX_VALUE, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static float[] widen(SafetensorsFile file, String name, int count) {
        TensorInfo tensor = file.tensor(name).orElseThrow();
        float[] values = new float[count];
        tensor.type().widen(file.map(tensor, 0, (int) tensor.bytes()), values);
        return values;
    }

    private static String header(String entries) {
        return "{" + entries.replace('\'', '"') + "}";
    }

    private static byte[] bytes(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }
}
