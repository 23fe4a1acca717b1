package io.subnetvalidator.proofs.model;

import io.subnetvalidator.proofs.kernel.PackedMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings tensors, whose shapes are checked already, from the mapped files into the layout of the kernels; each is compared with
 * the manifest, if the model has one, while it is read.
 */
final class WeightLoader {

    private final TensorStore store;
    private final WeightTransform transform;

    WeightLoader(TensorStore store, WeightTransform transform) {
        this.store = store;
        this.transform = transform;
    }

    /** A vector of weights as fp32. */
    float[] vector(String name) {
        RowReader rows = store.rows(name);
        float[] values = new float[store.require(name).dimension(0)];
        store.require(name).info().type().widen(rows.next(), values);
        rows.finish();
        transform.apply(name, 0, values);
        return values;
    }

    /** A vector of weights, one per row of a matrix that is split the same way. */
    List<float[]> vectors(String name, RowSplit split) {
        List<float[]> parts = new ArrayList<>();
        for (int part = 0; part < split.parts(); part++) {
            parts.add(new float[split.rows(part)]);
        }
        float[] values = vector(name);
        for (int row = 0; row < values.length; row++) {
            parts.get(split.part(row))[split.place(row)] = values[row];
        }
        return parts;
    }

    /** A whole matrix. */
    PackedMatrix matrix(String name) {
        int rows = store.require(name).dimension(0);
        return matrices(name, new RowSplit.Slices(rows, rows)).get(0);
    }

    /** The rows of a matrix in parts, in the 16-bit format of the file when nothing changes it, else in fp32. */
    List<PackedMatrix> matrices(String name, RowSplit split) {
        TensorStore.Located tensor = store.require(name);
        DataType type = tensor.info().type();
        int columns = tensor.dimension(1);
        boolean packed = type.size() == Short.BYTES && transform == WeightTransform.NONE;
        List<PackedMatrix> parts = new ArrayList<>();
        for (int part = 0; part < split.parts(); part++) {
            parts.add(empty(packed ? type : DataType.F32, split.rows(part), columns));
        }
        short[] bits = new short[packed ? columns : 0];
        float[] values = new float[packed ? 0 : columns];
        RowReader rows = store.rows(name);
        for (int row = 0; row < tensor.dimension(0); row++) {
            ByteBuffer source = rows.next();
            PackedMatrix target = parts.get(split.part(row));
            if (packed) {
                source.asShortBuffer().get(bits);
                target.setRow(split.place(row), bits);
            } else {
                type.widen(source, values);
                transform.apply(name, row, values);
                target.setRow(split.place(row), values);
            }
        }
        rows.finish();
        return parts;
    }

    private static PackedMatrix empty(DataType type, int rows, int columns) {
        return switch (type) {
            case BF16 -> PackedMatrix.bfloat16(rows, columns);
            case F16 -> PackedMatrix.float16(rows, columns);
            default -> PackedMatrix.float32(rows, columns);
        };
    }

    /** One row of a matrix as fp32; where there is a manifest, the whole tensor is verified the first time. */
    float[] row(String name, int row) {
        store.requireVerified(name);
        TensorStore.Located tensor = store.require(name);
        DataType type = tensor.info().type();
        float[] values = new float[tensor.dimension(1)];
        int rowBytes = values.length * type.size();
        type.widen(tensor.map((long) row * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN), values);
        transform.apply(name, row, values);
        return values;
    }
}
