package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.Unsigned;

/** Number of a block; genesis is 0. */
public record BlockNumber(long value) implements Comparable<BlockNumber> {

    /** @throws ArithmeticException when the value does not fit a {@code u32} */
    public BlockNumber {
        Unsigned.requireU32(value, "block number");
    }

    public static BlockNumber of(long value) {
        return new BlockNumber(value);
    }

    public BlockNumber plus(long blocks) {
        return new BlockNumber(Math.addExact(value, blocks));
    }

    /** Blocks from {@code earlier} to this block; negative when this block is the earlier one. */
    public long since(BlockNumber earlier) {
        return value - earlier.value;
    }

    @Override
    public int compareTo(BlockNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
