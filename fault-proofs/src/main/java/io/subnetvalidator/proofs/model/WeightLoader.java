package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.PackedMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Brings tensors, whose shapes are checked already, from the mapped files into the layout of the kernels. */
final class WeightLoader {

    // Parts of a tensor mapped at once; keeps every mapping far below the 2 GiB a buffer can span.
    private static final int MAP_BYTES = 1 << 28;

    private final TensorStore store;
    private final WeightTransform transform;

    WeightLoader(TensorStore store, WeightTransform transform) {
        this.store = store;
        this.transform = transform;
    }

    /** A vector of weights as fp32. */
    float[] vector(String name) {
        TensorStore.Located tensor = store.require(name);
        float[] values = new float[tensor.dimension(0)];
        tensor.info().type().widen(tensor.map(0, (int) tensor.info().bytes()), values);
        transform.apply(name, 0, values);
        return values;
    }

    /** A whole matrix, in bf16 when the file has bf16 and nothing changes it, else in fp32. */
    PackedMatrix matrix(String name) {
        return rows(name, 0, store.require(name).dimension(0));
    }

    /** The rows {@code from .. to-1} of a matrix. */
    PackedMatrix rows(String name, int from, int to) {
        TensorStore.Located tensor = store.require(name);
        DataType type = tensor.info().type();
        int columns = tensor.dimension(1);
        boolean bfloat16 = type == DataType.BF16 && transform == WeightTransform.NONE;
        PackedMatrix matrix =
                bfloat16 ? PackedMatrix.bfloat16(to - from, columns) : PackedMatrix.float32(to - from, columns);
        int rowBytes = columns * type.size();
        int rowsAtOnce = Math.max(1, MAP_BYTES / rowBytes);
        short[] bits = new short[bfloat16 ? columns : 0];
        float[] values = new float[bfloat16 ? 0 : columns];
        for (int first = from; first < to; first += rowsAtOnce) {
            int count = Math.min(rowsAtOnce, to - first);
            ByteBuffer bytes = tensor.map((long) first * rowBytes, count * rowBytes);
            for (int row = first; row < first + count; row++) {
                ByteBuffer source =
                        bytes.slice((row - first) * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
                if (bfloat16) {
                    source.asShortBuffer().get(bits);
                    matrix.setRow(row - from, bits);
                } else {
                    type.widen(source, values);
                    transform.apply(name, row, values);
                    matrix.setRow(row - from, values);
                }
            }
        }
        return matrix;
    }

    /** One row of a matrix as fp32. */
    float[] row(String name, int row) {
        TensorStore.Located tensor = store.require(name);
        DataType type = tensor.info().type();
        float[] values = new float[tensor.dimension(1)];
        int rowBytes = values.length * type.size();
        type.widen(tensor.map((long) row * rowBytes, rowBytes), values);
        transform.apply(name, row, values);
        return values;
    }
}
