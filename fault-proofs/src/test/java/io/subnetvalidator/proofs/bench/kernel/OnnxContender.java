package io.subnetvalidator.proofs.bench.kernel;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/** ONNX Runtime on the CPU: MatMul in fp32 with constant weights, which it lays out beforehand, as we do. */
final class OnnxContender implements Contender {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    @Override
    public String name() {
        return "ort";
    }

    @Override
    public long bytes(Shape shape) {
        return (long) shape.rows() * shape.columns() * Float.BYTES;
    }

    @Override
    public Loaded load(Shape shape, float[] weights, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            return new Session(shape, environment.createSession(OnnxModel.matMul(shape, weights), options));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tensors are made once for a number of tokens, so that what is timed is the product and two copies. */
    private final class Session implements Loaded {

        private final Shape shape;
        private final OrtSession session;
        private FloatBuffer input = FloatBuffer.allocate(0);
        private FloatBuffer output = FloatBuffer.allocate(0);
        private Map<String, OnnxTensor> inputs = Map.of();
        private Map<String, OnnxTensor> outputs = Map.of();

        private Session(Shape shape, OrtSession session) {
            this.shape = shape;
            this.session = session;
        }

        @Override
        public void multiply(float[] x, int tokens, float[] out) {
            try {
                if (input.capacity() != x.length) {
                    prepare(tokens);
                }
                input.rewind().put(x);
                session.run(inputs, Set.of(), outputs).close();
                output.rewind().get(out);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                closeTensors();
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        private void prepare(int tokens) throws OrtException {
            closeTensors();
            input = direct(tokens * shape.columns());
            output = direct(tokens * shape.rows());
            inputs = Map.of(OnnxModel.INPUT, tensor(input, tokens, shape.columns()));
            outputs = Map.of(OnnxModel.OUTPUT, tensor(output, tokens, shape.rows()));
        }

        private OnnxTensor tensor(FloatBuffer values, int tokens, int columns) throws OrtException {
            return OnnxTensor.createTensor(environment, values, new long[] {tokens, columns});
        }

        private void closeTensors() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }

        private FloatBuffer direct(int count) {
            return ByteBuffer.allocateDirect(count * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
    }
}
