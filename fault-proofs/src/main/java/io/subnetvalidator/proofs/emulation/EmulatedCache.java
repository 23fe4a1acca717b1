package io.subnetvalidator.proofs.emulation;

import java.util.Arrays;

/** Keys and values of one block for one sequence; values lie transposed, so that both sums of attention run along memory. */
final class EmulatedCache {

    private static final int INITIAL_CAPACITY = 32;

    private final int heads;
    private final int size;
    private final float[][] keys;
    private final float[][] values;
    private int capacity = INITIAL_CAPACITY;
    private int tokens;

    EmulatedCache(int heads, int size) {
        this.heads = heads;
        this.size = size;
        this.keys = new float[heads][size * capacity];
        this.values = new float[heads][size * capacity];
    }

    /** Appends rows of {@code [count, heads * size]}. */
    void append(float[] newKeys, float[] newValues, int count) {
        while (tokens + count > capacity) {
            grow();
        }
        for (int t = 0; t < count; t++) {
            for (int head = 0; head < heads; head++) {
                int from = (t * heads + head) * size;
                System.arraycopy(newKeys, from, keys[head], (tokens + t) * size, size);
                for (int d = 0; d < size; d++) {
                    values[head][d * capacity + tokens + t] = newValues[from + d];
                }
            }
        }
        tokens += count;
    }

    /** Key {@code j} of a head from {@code j * size}. */
    float[] keys(int head) {
        return keys[head];
    }

    /** Element {@code d} of all values of a head from {@code d * capacity}. */
    float[] values(int head) {
        return values[head];
    }

    int capacity() {
        return capacity;
    }

    private void grow() {
        int doubled = Math.multiplyExact(capacity, 2);
        for (int head = 0; head < heads; head++) {
            keys[head] = Arrays.copyOf(keys[head], size * doubled);
            float[] wider = new float[size * doubled];
            for (int d = 0; d < size; d++) {
                System.arraycopy(values[head], d * capacity, wider, d * doubled, tokens);
            }
            values[head] = wider;
        }
        capacity = doubled;
    }
}
