package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.chain.types.BlockSpan;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Consecutive blocks of a model as its swarm names them.
 *
 * @param prefix of the model in the DHT, without spaces
 */
public record BlockUids(String prefix, BlockSpan span) {

    private static final char INDEX = '.';
    private static final String CHAIN = " ";
    private static final int MAX_PREFIX = 256;

    /** @throws IllegalArgumentException when the prefix is empty, too long or holds a space */
    public BlockUids {
        if (prefix.isEmpty() || prefix.length() > MAX_PREFIX || prefix.contains(CHAIN)) {
            throw new IllegalArgumentException(
                    "a model's prefix has 1 to " + MAX_PREFIX + " characters and no space: '" + prefix + "'");
        }
    }

    /** The name of one block, which is also its key in the DHT. */
    public static String uid(String prefix, int block) {
        return prefix + INDEX + block;
    }

    /** The names of all blocks, separated by spaces. */
    public String text() {
        return IntStream.range(span.first(), span.end())
                .mapToObj(block -> uid(prefix, block))
                .collect(Collectors.joining(CHAIN));
    }

    @Override
    public String toString() {
        return prefix + INDEX + span;
    }
}
