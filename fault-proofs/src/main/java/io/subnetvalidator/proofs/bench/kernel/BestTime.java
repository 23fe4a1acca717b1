package io.subnetvalidator.proofs.bench.kernel;

import java.util.function.LongSupplier;

/**
 * The shortest time of some repeated work, measured in turns. A turn outlasts what the work of another turn leaves behind: threads
 * of a library that spin for milliseconds in case more work comes, and so hold a processor.
 */
final class BestTime {

    /** Least length of a turn, in nanoseconds. */
    static final long TURN = 50_000_000;

    // Turns in a row without a gain after which compiled code counts as stable.
    private static final int STEADY_TURNS = 2;
    private static final double GAIN = 0.98;

    private final LongSupplier nanos;
    private final Runnable work;
    private long best = Long.MAX_VALUE;

    /**
     * @param nanos the clock, in nanoseconds
     * @param work what is timed; it must end by itself
     */
    BestTime(LongSupplier nanos, Runnable work) {
        this.nanos = nanos;
        this.work = work;
    }

    /** Takes turns until the best time stays what it is, and forgets it: by then the JIT compiler has done its work. */
    void warmUp() {
        for (int steady = 0; steady < STEADY_TURNS; ) {
            double worthwhile = best * GAIN;
            turn(1);
            steady = best < worthwhile ? 0 : steady + 1;
        }
        best = Long.MAX_VALUE;
    }

    /** Repeats the work for one turn, at least some times. */
    void turn(int leastRuns) {
        long end = nanos.getAsLong() + TURN;
        for (int run = 0; run < leastRuns || nanos.getAsLong() < end; run++) {
            long start = nanos.getAsLong();
            work.run();
            best = Math.min(best, nanos.getAsLong() - start);
        }
    }

    /** Nanoseconds of the shortest run since the warm-up. */
    long best() {
        return best;
    }
}
