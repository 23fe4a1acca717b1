package io.subnetvalidator.proofs.transcript;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

/**
 * Numbers drawn from a seed by hashing a counter. Everybody who knows the seed draws the same numbers, in every version of every
 * platform. Not thread-safe.
 */
public final class SeededDraw {

    private static final String DOMAIN = "subnet-validator/draw/1";

    private final byte[] seed;
    private long counter;

    public SeededDraw(Hash256 seed) {
        this.seed = seed.toBytes();
    }

    /**
     * A number from 0 to {@code bound - 1}, each equally likely.
     *
     * @throws IllegalArgumentException when the bound is not positive
     */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("a bound must be positive, not " + bound);
        }
        // Values from the incomplete last interval are drawn again, so that no number is favoured.
        long limit = (1L << 32) / bound * bound;
        long value;
        do {
            value = next();
        } while (value >= limit);
        return (int) (value % bound);
    }

    /** A number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** Puts the list into a random order. */
    public void shuffle(List<?> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, below(i + 1));
        }
    }

    /** A new seed, for a part that draws by itself. */
    public Hash256 fork() {
        return Blake2b.domainHash(DOMAIN + "/fork", seed, counterBytes());
    }

    private long next() {
        byte[] digest = Blake2b.domainHash(DOMAIN, seed, counterBytes()).toBytes();
        return ByteBuffer.wrap(digest).getInt() & 0xFFFF_FFFFL;
    }

    private byte[] counterBytes() {
        return ByteBuffer.allocate(Long.BYTES).putLong(counter++).array();
    }
}
