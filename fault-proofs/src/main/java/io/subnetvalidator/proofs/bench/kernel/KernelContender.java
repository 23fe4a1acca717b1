package io.subnetvalidator.proofs.bench.kernel;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.kernel.PackedMatrix;
import io.subnetvalidator.proofs.kernel.WeightFormat;
import io.subnetvalidator.proofs.workers.WorkerPool;
import java.util.Arrays;

/** Our own kernels on weights of one format. */
public record KernelContender(String name, Kernels kernels, WeightFormat format) implements Contender {

    @Override
    public long bytes(Shape shape) {
        return (long) shape.rows() * shape.columns() * (format == WeightFormat.FLOAT32 ? Float.BYTES : Short.BYTES);
    }

    @Override
    public Loaded load(Shape shape, float[] weights, int threads) {
        PackedMatrix matrix = pack(shape, weights);
        WorkerPool pool = WorkerPool.of(threads);
        Kernels threaded = kernels.on(pool);
        return new Loaded() {

            @Override
            public void multiply(float[] x, int tokens, float[] out) {
                threaded.multiply(matrix, x, tokens, out, 0, matrix.rows(), 0, matrix.panels());
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    private PackedMatrix pack(Shape shape, float[] weights) {
        int columns = shape.columns();
        PackedMatrix matrix = switch (format) {
            case FLOAT32 -> PackedMatrix.float32(shape.rows(), columns);
            case BFLOAT16 -> PackedMatrix.bfloat16(shape.rows(), columns);
            case FLOAT16 -> PackedMatrix.float16(shape.rows(), columns);
        };
        for (int row = 0; row < shape.rows(); row++) {
            float[] values = Arrays.copyOfRange(weights, row * columns, (row + 1) * columns);
            if (format == WeightFormat.FLOAT32) {
                matrix.setRow(row, values);
            } else {
                matrix.setRow(row, narrow(values));
            }
        }
        return matrix;
    }

    private short[] narrow(float[] values) {
        short[] bits = new short[values.length];
        for (int k = 0; k < bits.length; k++) {
            bits[k] = format == WeightFormat.BFLOAT16
                    ? FloatFormats.toBfloat16(values[k])
                    : FloatFormats.toFloat16(values[k]);
        }
        return bits;
    }
}
