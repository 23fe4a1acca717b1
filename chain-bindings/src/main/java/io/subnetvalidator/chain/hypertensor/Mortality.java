package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.BlockNumber;

/** How long, and on which fork, an extrinsic can be included. */
public sealed interface Mortality {

    /** For ever, on every fork. Not for consensus calls. */
    record Immortal() implements Mortality {}

    /**
     * In the blocks {@code anchor+1 .. anchor+period-1}, only on forks that contain the anchor.
     *
     * @param anchor block whose hash is signed
     * @param period a power of two, 4 to 256
     */
    record Mortal(Head anchor, int period) implements Mortality {

        /** Number of blocks whose hash a chain remembers; longer periods cannot be checked. */
        public static final int MAX_PERIOD = 256;

        /** @throws IllegalArgumentException for a period that the chain does not know */
        public Mortal {
            if (period < 4 || period > MAX_PERIOD || Integer.bitCount(period) != 1) {
                throw new IllegalArgumentException(
                        "the period of a mortal extrinsic is a power of two from 4 to 256, not " + period);
            }
        }

        /** The last block that can include it. */
        public BlockNumber lastBlock() {
            return anchor.number().plus(period - 1);
        }
    }
}
