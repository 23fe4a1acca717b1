package io.subnetvalidator.chain.types;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * Consecutive transformer blocks {@code first .. first+count-1} of a model, as a node serves them.
 *
 * @param first index of the first block, from 0
 * @param count number of blocks, at least 1
 */
public record BlockSpan(int first, int count) implements Comparable<BlockSpan> {

    /** More blocks than any model has; bounds what a peer may claim. */
    public static final int MAX_BLOCKS = 4096;

    /** @throws IllegalArgumentException for a negative start, an empty span or a block above {@value #MAX_BLOCKS} */
    public BlockSpan {
        if (first < 0 || count < 1 || count > MAX_BLOCKS || first > MAX_BLOCKS - count) {
            throw new IllegalArgumentException("a span has a first block from 0 and at least one block, not first "
                    + first + " and count " + count);
        }
    }

    /** Span from {@code first} (inclusive) to {@code end} (exclusive). */
    public static BlockSpan between(int first, int end) {
        return new BlockSpan(first, end - first);
    }

    /** First block behind the span. */
    public int end() {
        return first + count;
    }

    public boolean contains(int block) {
        return block >= first && block < end();
    }

    public void encode(ScaleWriter out) {
        out.u16(first).u16(count);
    }

    public static BlockSpan decode(ScaleReader in) {
        int first = in.u16();
        int count = in.u16();
        try {
            return new BlockSpan(first, count);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public int compareTo(BlockSpan other) {
        return first != other.first ? Integer.compare(first, other.first) : Integer.compare(count, other.count);
    }

    /** {@code 0-3} for the blocks 0, 1, 2 and 3. */
    @Override
    public String toString() {
        return first + "-" + (end() - 1);
    }
}
