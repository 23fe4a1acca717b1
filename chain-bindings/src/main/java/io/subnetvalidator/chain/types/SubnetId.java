package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;

/** Permanent id of a subnet; the first subnet of a Hypertensor chain is 128001. */
public record SubnetId(long value) implements Comparable<SubnetId> {

    /** @throws ArithmeticException when the value does not fit a {@code u32} */
    public SubnetId {
        Unsigned.requireU32(value, "subnet id");
    }

    public static SubnetId of(long value) {
        return new SubnetId(value);
    }

    @Override
    public int compareTo(SubnetId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
