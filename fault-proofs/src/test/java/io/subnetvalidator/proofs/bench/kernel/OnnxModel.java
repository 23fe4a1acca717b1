package io.subnetvalidator.proofs.bench.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An ONNX model of one MatMul, {@code Y = X * W} with a constant {@code W}, in the protobuf encoding of onnx.proto3 (ONNX 1.8 and
 * later).
 */
final class OnnxModel {

    static final String INPUT = "X";
    static final String OUTPUT = "Y";

    private static final String WEIGHTS = "W";
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 13;
    private static final int FLOAT = 1;
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OnnxModel() {}

    /** @param weights row-major {@code [rows, columns]}; the model holds them transposed, as MatMul wants them */
    static byte[] matMul(Shape shape, float[] weights) {
        byte[] raw = new byte[Math.multiplyExact(weights.length, Float.BYTES)];
        FloatBuffer transposed =
                ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (int k = 0; k < shape.columns(); k++) {
            for (int row = 0; row < shape.rows(); row++) {
                transposed.put(weights[row * shape.columns() + k]);
            }
        }
        OnnxModel tensor = new OnnxModel()
                .number(1, shape.columns())
                .number(1, shape.rows())
                .number(2, FLOAT)
                .text(8, WEIGHTS)
                .bytes(9, raw);
        OnnxModel node =
                new OnnxModel().text(1, INPUT).text(1, WEIGHTS).text(2, OUTPUT).text(4, "MatMul");
        OnnxModel graph = new OnnxModel()
                .message(1, node)
                .text(2, "product")
                .message(5, tensor)
                .message(11, value(INPUT, shape.columns()))
                .message(12, value(OUTPUT, shape.rows()));
        OnnxModel operators = new OnnxModel().text(1, "").number(2, OPERATOR_SET);
        return new OnnxModel()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, operators)
                .out
                .toByteArray();
    }

    /** A float matrix with a free number of rows. */
    private static OnnxModel value(String name, int columns) {
        OnnxModel dimensions = new OnnxModel()
                .message(1, new OnnxModel().text(2, "tokens"))
                .message(1, new OnnxModel().number(1, columns));
        OnnxModel type = new OnnxModel().number(1, FLOAT).message(2, dimensions);
        return new OnnxModel().text(1, name).message(2, new OnnxModel().message(1, type));
    }

    private OnnxModel number(int field, long value) {
        varint(((long) field << 3) | VARINT);
        varint(value);
        return this;
    }

    private OnnxModel text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private OnnxModel message(int field, OnnxModel message) {
        return bytes(field, message.out.toByteArray());
    }

    private OnnxModel bytes(int field, byte[] bytes) {
        varint(((long) field << 3) | BYTES);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
