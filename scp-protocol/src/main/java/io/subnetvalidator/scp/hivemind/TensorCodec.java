package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Packs and unpacks the values of tensors. Every compression can be read; what is sent is not compressed, since a probe must not
 * lose bits on the way, or is sent as halves. Unpacked values are rounded to the type the message names.
 */
final class TensorCodec {

    /** Values that share one scale in {@link Compression#BLOCKWISE_8BIT}. */
    private static final int BLOCK = 4096;

    private static final int MAX_CODEBOOK = 256;
    private static final float HALF_MAX = 65504f;

    private TensorCodec() {}

    /**
     * @param compression {@link Compression#NONE}, or {@link Compression#FLOAT16} for floating-point values that are not
     *     bfloat16
     */
    static TensorMessage pack(Tensor tensor, Compression compression) {
        byte[] buffer = switch (compression) {
            case NONE -> plain(tensor);
            case FLOAT16 -> halves(tensor);
            default -> throw new IllegalArgumentException("tensors are not sent as " + compression);
        };
        return new TensorMessage(
                buffer, tensor.shape().dimensions(), false, tensor.type().wireName(), compression.code(), 0);
    }

    /** @throws WireException when the message is not a tensor, or one above the limits */
    static Tensor unpack(TensorMessage message, HivemindLimits limits) {
        ElementType type = ElementType.ofWireName(message.type())
                .orElseThrow(() -> error("elements of type '" + shortened(message.type()) + "' are not known"));
        Compression compression = Compression.ofCode(message.compression())
                .orElseThrow(() -> error("compression " + message.compression() + " is not known"));
        Shape shape = shape(message, limits);
        if (type == ElementType.INT64) {
            return integers(message, shape, compression);
        }
        float[] values = floats(message.buffer(), shape, type, compression);
        for (int i = 0; i < values.length; i++) {
            values[i] = rounded(values[i], type);
        }
        return new Tensor.Floats(shape, type, values);
    }

    private static Shape shape(TensorMessage message, HivemindLimits limits) {
        Shape shape;
        try {
            shape = new Shape(message.size());
        } catch (IllegalArgumentException e) {
            throw new WireException(WireException.Layer.LIMIT, String.valueOf(e.getMessage()), e);
        }
        if (shape.elements() > limits.elements()) {
            throw new WireException(
                    WireException.Layer.LIMIT,
                    "a tensor of " + shape.elements() + " elements is above the limit of " + limits.elements());
        }
        return shape;
    }

    private static Tensor integers(TensorMessage message, Shape shape, Compression compression) {
        if (compression != Compression.NONE) {
            throw error("integers compressed as " + compression);
        }
        ByteBuffer in = buffer(message.buffer(), (long) shape.elements() * Long.BYTES);
        long[] values = new long[shape.elements()];
        in.asLongBuffer().get(values);
        return new Tensor.Integers(shape, values);
    }

    private static float[] floats(byte[] packed, Shape shape, ElementType type, Compression compression) {
        return switch (compression) {
            case NONE -> uncompressed(packed, shape.elements(), type);
            case FLOAT16 -> uncompressed(packed, shape.elements(), ElementType.FLOAT16);
            case MEANSTD_16BIT -> scaledHalves(packed, shape);
            case QUANTILE_8BIT, UNIFORM_8BIT -> indexed(packed, shape.elements());
            case BLOCKWISE_8BIT -> blockwise(packed, shape.elements());
        };
    }

    private static float[] uncompressed(byte[] packed, int count, ElementType type) {
        // Older peers send bfloat16 widened to float32.
        boolean widened = type == ElementType.BFLOAT16 && count > 0 && packed.length == (long) count * Float.BYTES;
        ElementType stored = widened ? ElementType.FLOAT32 : type;
        ByteBuffer in = buffer(packed, (long) count * stored.bytes());
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (stored) {
                case FLOAT32 -> in.getFloat();
                case FLOAT16 -> FloatFormats.float16(in.getShort());
                case BFLOAT16 -> FloatFormats.bfloat16(in.getShort());
                case INT64 -> throw new IllegalArgumentException("integers are not floats");
            };
        }
        return values;
    }

    private static float[] scaledHalves(byte[] packed, Shape shape) {
        int count = shape.elements();
        int row = shape.rowLength();
        int rows = row == 0 ? 0 : count / row;
        ByteBuffer in = buffer(packed, (long) count * Short.BYTES + 2L * rows * Float.BYTES);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = FloatFormats.float16(in.getShort());
        }
        float[] means = floats(in, rows);
        float[] deviations = floats(in, rows);
        for (int i = 0; i < count; i++) {
            values[i] = values[i] * deviations[i / row] + means[i / row];
        }
        return values;
    }

    private static float[] indexed(byte[] packed, int count) {
        ByteBuffer in = littleEndian(packed);
        float[] codebook = floats(in, count(in, MAX_CODEBOOK, "a codebook"));
        requireRest(in, count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = entry(codebook, in.get() & 0xFF);
        }
        return values;
    }

    private static float[] blockwise(byte[] packed, int count) {
        ByteBuffer in = littleEndian(packed);
        int blocks = (int) ((count + (long) BLOCK - 1) / BLOCK);
        int scales = count(in, blocks, "a list of scales");
        int codes = count(in, MAX_CODEBOOK, "a codebook");
        if (scales != blocks) {
            throw error(scales + " scales for " + blocks + " blocks of " + BLOCK + " values");
        }
        float[] largest = floats(in, scales);
        float[] codebook = floats(in, codes);
        requireRest(in, count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = entry(codebook, in.get() & 0xFF) * largest[i / BLOCK];
        }
        return values;
    }

    private static float entry(float[] codebook, int index) {
        if (index >= codebook.length) {
            throw error("index " + index + " into a codebook of " + codebook.length);
        }
        return codebook[index];
    }

    private static int count(ByteBuffer in, int most, String what) {
        if (in.remaining() < Long.BYTES) {
            throw error("the values are cut off");
        }
        long count = in.getLong();
        if (count < 0 || count > most) {
            throw error(what + " of " + count + " entries, at most " + most);
        }
        return (int) count;
    }

    private static float[] floats(ByteBuffer in, int count) {
        if (in.remaining() < (long) count * Float.BYTES) {
            throw error("the values are cut off");
        }
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = in.getFloat();
        }
        return out;
    }

    private static ByteBuffer buffer(byte[] packed, long expected) {
        if (packed.length != expected) {
            throw error(packed.length + " bytes where the shape asks for " + expected);
        }
        return littleEndian(packed);
    }

    private static void requireRest(ByteBuffer in, int expected) {
        if (in.remaining() != expected) {
            throw error(in.remaining() + " indices where the shape asks for " + expected);
        }
    }

    private static byte[] plain(Tensor tensor) {
        byte[] packed = new byte
                [Math.multiplyExact(tensor.shape().elements(), tensor.type().bytes())];
        ByteBuffer out = littleEndian(packed);
        if (tensor instanceof Tensor.Integers integers) {
            out.asLongBuffer().put(integers.values());
        } else if (tensor instanceof Tensor.Floats floats) {
            for (float value : floats.values()) {
                put(out, value, floats.type());
            }
        }
        return packed;
    }

    private static byte[] halves(Tensor tensor) {
        if (!(tensor instanceof Tensor.Floats floats) || floats.type() == ElementType.BFLOAT16) {
            throw new IllegalArgumentException(tensor.type() + " is not sent as halves");
        }
        byte[] packed = new byte[Math.multiplyExact(floats.values().length, Short.BYTES)];
        ByteBuffer out = littleEndian(packed);
        for (float value : floats.values()) {
            put(out, Math.max(-HALF_MAX, Math.min(HALF_MAX, value)), ElementType.FLOAT16);
        }
        return packed;
    }

    private static void put(ByteBuffer out, float value, ElementType type) {
        switch (type) {
            case FLOAT32 -> out.putFloat(value);
            case FLOAT16 -> out.putShort(FloatFormats.toFloat16(value));
            case BFLOAT16 -> out.putShort(FloatFormats.toBfloat16(value));
            case INT64 -> throw new IllegalArgumentException("floats are not integers");
        }
    }

    static float rounded(float value, ElementType type) {
        return switch (type) {
            case FLOAT16 -> FloatFormats.float16(FloatFormats.toFloat16(value));
            case BFLOAT16 -> FloatFormats.bfloat16(FloatFormats.toBfloat16(value));
            case FLOAT32, INT64 -> value;
        };
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 32));
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.MESSAGE, "tensor: " + message);
    }
}
