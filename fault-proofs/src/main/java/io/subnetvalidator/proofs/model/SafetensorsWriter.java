package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a safetensors file whose tensors are declared first; values may then come in any order and in parts. Never declared
 * values cannot be written, values never written are zero.
 */
public final class SafetensorsWriter implements Closeable {

    private static final int ALIGNMENT = 8;
    private static final int VALUES_AT_ONCE = 1 << 16;

    /** A tensor to be written: name, type F32, BF16 or F16, and dimensions. */
    public record Declaration(String name, DataType type, List<Long> shape) {

        public Declaration {
            shape = List.copyOf(shape);
            if (!type.isWeight()) {
                throw new IllegalArgumentException("tensor '" + name + "': only F32, BF16 and F16 can be written");
            }
        }

        public Declaration(String name, DataType type, long... shape) {
            this(name, type, Arrays.stream(shape).boxed().toList());
        }

        private long bytes() {
            long elements = 1;
            for (long dimension : shape) {
                elements = Math.multiplyExact(elements, dimension);
            }
            return Math.multiplyExact(elements, type.size());
        }
    }

    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, TensorInfo> tensors;

    private SafetensorsWriter(FileChannel channel, long dataStart, Map<String, TensorInfo> tensors) {
        this.channel = channel;
        this.dataStart = dataStart;
        this.tensors = tensors;
    }

    /** Creates or replaces the file; data lies in the order of the declarations. */
    public static SafetensorsWriter create(Path path, List<Declaration> declarations) throws IOException {
        ObjectNode header = new ObjectMapper().createObjectNode();
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        long at = 0;
        for (Declaration declared : declarations) {
            long end = Math.addExact(at, declared.bytes());
            TensorInfo info = new TensorInfo(declared.name(), declared.type(), declared.shape(), at, end);
            if (tensors.put(declared.name(), info) != null) {
                throw new IllegalArgumentException("tensor '" + declared.name() + "' is declared twice");
            }
            ObjectNode node = header.putObject(declared.name());
            node.put("dtype", declared.type().name());
            ArrayNode shape = node.putArray("shape");
            declared.shape().forEach(shape::add);
            node.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer start = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(json);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        SafetensorsWriter writer = new SafetensorsWriter(channel, start.capacity(), tensors);
        try {
            writer.put(0, start.flip());
            if (at > 0) {
                writer.put(start.capacity() + at - 1, ByteBuffer.allocate(1));
            }
            return writer;
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /**
     * Writes values of a tensor, rounded to its type.
     *
     * @param from index of the first value, counted over the flattened tensor
     */
    public void write(String name, long from, float[] values) throws IOException {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor '" + name + "' was not declared");
        }
        int size = tensor.type().size();
        if (from < 0 || from > tensor.bytes() / size - values.length) {
            throw new IllegalArgumentException(values.length + " values from " + from + " do not fit into tensor '"
                    + name + "' of " + tensor.bytes() / size);
        }
        for (int i = 0; i < values.length; i += VALUES_AT_ONCE) {
            float[] part = Arrays.copyOfRange(values, i, Math.min(values.length, i + VALUES_AT_ONCE));
            ByteBuffer bytes = ByteBuffer.allocate(part.length * size);
            tensor.type().narrow(part, bytes);
            put(dataStart + tensor.begin() + (from + i) * size, bytes.flip());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void put(long at, ByteBuffer bytes) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }
}
