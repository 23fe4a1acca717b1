package io.subnetvalidator.scp.p2p.wire;

import java.util.ArrayDeque;

/**
 * Bytes in the order they came, taken off at the front. Arrays that are appended belong to the queue from then on. It has no
 * limit of its own: the decoder that reads from it refuses what is too long before it has come.
 */
public final class ByteQueue {

    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();

    /** Bytes of the first chunk that were already taken. */
    private int offset;

    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void append(byte[] bytes) {
        if (bytes.length > 0) {
            chunks.addLast(bytes);
            size = Math.addExact(size, bytes.length);
        }
    }

    /** The unsigned byte at this distance from the front; cheap for small distances. */
    public int peek(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("byte " + index + " of " + size);
        }
        int rest = index + offset;
        for (byte[] chunk : chunks) {
            if (rest < chunk.length) {
                return chunk[rest] & 0xFF;
            }
            rest -= chunk.length;
        }
        throw new IllegalStateException("a queue of " + size + " bytes has fewer in its chunks");
    }

    /** Takes exactly this many bytes off the front. */
    public byte[] take(int count) {
        if (count < 0 || count > size) {
            throw new IndexOutOfBoundsException(count + " bytes of " + size);
        }
        byte[] taken = new byte[count];
        int filled = 0;
        while (filled < count) {
            byte[] chunk = chunks.element();
            int step = Math.min(count - filled, chunk.length - offset);
            System.arraycopy(chunk, offset, taken, filled, step);
            filled += step;
            advance(chunk, step);
        }
        return taken;
    }

    public byte[] takeAll() {
        return take(size);
    }

    public void clear() {
        chunks.clear();
        offset = 0;
        size = 0;
    }

    private void advance(byte[] first, int step) {
        offset += step;
        size -= step;
        if (offset == first.length) {
            chunks.removeFirst();
            offset = 0;
        }
    }
}
