package io.subnetvalidator.proofs.model;

import java.nio.ByteBuffer;

/** Reads the bytes of a tensor one after another; maps a window of the file at a time. Not safe for concurrent use. */
final class TensorBytes {

    // Keeps every mapping far below the 2 GiB a buffer can span.
    private static final int WINDOW = 1 << 28;

    private final TensorStore.Located tensor;
    private long next;
    private ByteBuffer window = ByteBuffer.allocate(0);

    /** @param from first byte to read, counted from the tensor's start */
    TensorBytes(TensorStore.Located tensor, long from) {
        this.tensor = tensor;
        this.next = from;
    }

    /**
     * Copies the next bytes.
     *
     * @throws IllegalArgumentException when the tensor has fewer left
     */
    void read(byte[] out, int length) {
        int done = 0;
        while (done < length) {
            if (!window.hasRemaining()) {
                long left = tensor.info().bytes() - next;
                window = tensor.map(next, (int) Math.min(WINDOW, Math.max(left, length - done)));
            }
            int part = Math.min(length - done, window.remaining());
            window.get(out, done, part);
            done += part;
            next += part;
        }
    }
}
