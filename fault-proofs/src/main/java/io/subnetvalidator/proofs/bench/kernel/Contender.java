package io.subnetvalidator.proofs.bench.kernel;

/** One way to multiply with a weight matrix. */
public interface Contender {

    /** Short name for the table. */
    String name();

    /** Bytes of weights that one product reads. */
    long bytes(Shape shape);

    /**
     * Brings the weights into its own form.
     *
     * @param weights row-major {@code [rows, columns]}, every value a bf16
     */
    Loaded load(Shape shape, float[] weights, int threads);

    /** A matrix ready to be multiplied with. */
    interface Loaded extends AutoCloseable {

        /** Writes {@code x * weights^T}, row-major {@code [tokens, rows]}. */
        void multiply(float[] x, int tokens, float[] out);

        @Override
        void close();
    }
}
