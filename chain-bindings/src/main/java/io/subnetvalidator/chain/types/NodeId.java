package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;

/** Id of a subnet node, unique within its subnet, counting from 1. */
public record NodeId(long value) implements Comparable<NodeId> {

    /** @throws ArithmeticException when the value does not fit a {@code u32} */
    public NodeId {
        Unsigned.requireU32(value, "node id");
    }

    public static NodeId of(long value) {
        return new NodeId(value);
    }

    @Override
    public int compareTo(NodeId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
