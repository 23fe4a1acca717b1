package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;

/** A subnet epoch: {@code (block - slot) / epochLength}. General and overwatch epochs are other counters. */
public record Epoch(long value) implements Comparable<Epoch> {

    /** @throws ArithmeticException when the value does not fit a {@code u32} */
    public Epoch {
        Unsigned.requireU32(value, "epoch");
    }

    public static Epoch of(long value) {
        return new Epoch(value);
    }

    public Epoch next() {
        return new Epoch(Math.addExact(value, 1));
    }

    /** @throws ArithmeticException for epoch 0 */
    public Epoch previous() {
        return new Epoch(value - 1);
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
