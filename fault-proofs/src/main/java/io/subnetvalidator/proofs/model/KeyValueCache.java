package io.subnetvalidator.proofs.model;

/**
 * Keys and values of one block for one sequence; keys lie transposed, as the attention kernel reads them. A fork reads the arrays
 * of its origin until it first appends; the origin writes only behind what the fork reads.
 */
final class KeyValueCache {

    private static final int INITIAL_CAPACITY = 64;

    private final int heads;
    private final int headSize;
    private final int maxTokens;
    private int capacity;
    private int tokens;
    private float[] keys = new float[0];
    private float[] values = new float[0];
    private boolean shared;

    KeyValueCache(int heads, int headSize, int maxTokens) {
        this.heads = heads;
        this.headSize = headSize;
        this.maxTokens = maxTokens;
    }

    /** A cache that holds the first {@code count} tokens of this one. */
    KeyValueCache fork(int count) {
        KeyValueCache fork = new KeyValueCache(heads, headSize, maxTokens);
        fork.keys = keys;
        fork.values = values;
        fork.capacity = capacity;
        fork.tokens = count;
        fork.shared = true;
        return fork;
    }

    /** Appends rows of {@code [count, heads * headSize]}. */
    void append(float[] newKeys, float[] newValues, int count) {
        grow(tokens + count);
        for (int t = 0; t < count; t++) {
            for (int head = 0; head < heads; head++) {
                int from = (t * heads + head) * headSize;
                int at = start(head);
                for (int d = 0; d < headSize; d++) {
                    keys[at + d * capacity + tokens + t] = newKeys[from + d];
                }
                System.arraycopy(newValues, from, values, at + (tokens + t) * headSize, headSize);
            }
        }
        tokens += count;
    }

    /** Where a head's keys and values begin. */
    int start(int head) {
        return head * headSize * capacity;
    }

    int capacity() {
        return capacity;
    }

    float[] keys() {
        return keys;
    }

    float[] values() {
        return values;
    }

    private void grow(int needed) {
        if (needed <= capacity && !shared) {
            return;
        }
        int newCapacity = needed <= capacity ? capacity : Math.max(needed, doubled());
        float[] newKeys = new float[Math.multiplyExact(heads * headSize, newCapacity)];
        float[] newValues = new float[newKeys.length];
        for (int row = 0; row < heads * headSize; row++) {
            System.arraycopy(keys, row * capacity, newKeys, row * newCapacity, tokens);
        }
        for (int head = 0; head < heads; head++) {
            int size = headSize * tokens;
            System.arraycopy(values, start(head), newValues, head * headSize * newCapacity, size);
        }
        keys = newKeys;
        values = newValues;
        capacity = newCapacity;
        shared = false;
    }

    private int doubled() {
        return (int) Math.min(maxTokens, Math.max(INITIAL_CAPACITY, 2L * capacity));
    }
}
