package io.subnetvalidator.proofs.bench.kernel;

import io.subnetvalidator.proofs.kernel.FloatFormats;
import io.subnetvalidator.proofs.kernel.PeakLoop;
import io.subnetvalidator.proofs.workers.WorkerPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Measures matrix products and the limits of the machine. Contenders warm up, then take turns, so that whatever slows the machine
 * down slows all of them, and of every one the best run counts: the others were disturbed.
 */
public final class KernelBench {

    private static final long SEED = 1;
    private static final int LEAST_TURNS = 2;
    // The first run of a turn meets what the turn before has left behind.
    private static final int LEAST_RUNS = 2;
    // The largest matrix in bf16, so that a cache keeps as much of the one as of the other.
    static final int STREAM_BYTES = 14336 * 4096 * Short.BYTES;
    private static final int STREAM_CHUNK = 1 << 15;
    private static final int PEAK_ROUNDS = 200_000;

    /** The least sensible budget, in nanoseconds. */
    public static final long LEAST_BUDGET = LEAST_TURNS * BestTime.TURN;

    private final LongSupplier nanos;
    private final long turns;

    /**
     * @param nanos the clock, in nanoseconds
     * @param budget nanoseconds for every contender of one row behind its warm-up; rows of slow contenders take longer
     * @throws IllegalArgumentException when the budget is below {@link #LEAST_BUDGET}
     */
    public KernelBench(LongSupplier nanos, long budget) {
        if (budget < LEAST_BUDGET) {
            throw new IllegalArgumentException("a row needs at least " + LEAST_BUDGET + " ns, not " + budget);
        }
        this.nanos = nanos;
        this.turns = budget / BestTime.TURN;
    }

    /** One shape with every number of tokens. */
    public List<ProductRow> products(Shape shape, int[] tokens, int threads, List<Contender> contenders) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] weights = values(Math.multiplyExact(shape.rows(), shape.columns()), random);
        List<Contender.Loaded> loaded = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                loaded.add(contender.load(shape, weights, threads));
            }
            List<ProductRow> rows = new ArrayList<>();
            for (int count : tokens) {
                float[] x = values(count * shape.columns(), random);
                rows.add(new ProductRow(shape, count, threads, measure(shape, x, count, contenders, loaded)));
            }
            return rows;
        } finally {
            loaded.forEach(Contender.Loaded::close);
        }
    }

    private List<ProductRow.Measure> measure(
            Shape shape, float[] x, int tokens, List<Contender> contenders, List<Contender.Loaded> loaded) {
        float[][] outs = new float[loaded.size()][tokens * shape.rows()];
        List<BestTime> times = new ArrayList<>();
        for (int i = 0; i < outs.length; i++) {
            Contender.Loaded contender = loaded.get(i);
            float[] out = outs[i];
            times.add(new BestTime(nanos, () -> contender.multiply(x, tokens, out)));
        }
        times.forEach(BestTime::warmUp);
        for (long turn = 0; turn < turns; turn++) {
            times.forEach(time -> time.turn(LEAST_RUNS));
        }
        List<ProductRow.Measure> measures = new ArrayList<>();
        for (int i = 0; i < outs.length; i++) {
            long best = times.get(i).best();
            double operations = 2.0 * shape.rows() * shape.columns() * tokens;
            measures.add(new ProductRow.Measure(
                    contenders.get(i).name(),
                    operations / best,
                    (double) contenders.get(i).bytes(shape) / best,
                    equalShare(outs[i], outs[0])));
        }
        return measures;
    }

    /** The limits of the machine on some threads. */
    public MachineLimits limits(int threads) {
        PeakLoop loop = PeakLoop.best();
        long[] memory = new long[STREAM_BYTES / Long.BYTES];
        Arrays.fill(memory, 1);
        float[] sink = new float[threads];
        try (WorkerPool pool = WorkerPool.of(threads)) {
            long peak = best(() -> pool.run(threads, part -> sink[part] += loop.run(PEAK_ROUNDS)));
            int chunks = memory.length / STREAM_CHUNK;
            long stream = best(() -> pool.run(threads, part -> {
                for (int chunk = part * chunks / threads; chunk < (part + 1) * chunks / threads; chunk++) {
                    sink[part] += sum(memory, chunk * STREAM_CHUNK);
                }
            }));
            if (Arrays.equals(sink, new float[threads])) {
                throw new IllegalStateException("the loops that measure the machine have not run");
            }
            double operations = (double) loop.operationsPerRound() * PEAK_ROUNDS * threads;
            return new MachineLimits(threads, operations / peak, (double) STREAM_BYTES / stream);
        }
    }

    private long best(Runnable work) {
        BestTime time = new BestTime(nanos, work);
        time.warmUp();
        for (long turn = 0; turn < turns; turn++) {
            time.turn(LEAST_RUNS);
        }
        return time.best();
    }

    private static long sum(long[] memory, int from) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = from; i < from + STREAM_CHUNK; i += 4) {
            a += memory[i];
            b += memory[i + 1];
            c += memory[i + 2];
            d += memory[i + 3];
        }
        return a + b + c + d;
    }

    private static double equalShare(float[] out, float[] expected) {
        int equal = 0;
        for (int i = 0; i < out.length; i++) {
            equal += FloatFormats.canonicalBits(out[i]) == FloatFormats.canonicalBits(expected[i]) ? 1 : 0;
        }
        return (double) equal / out.length;
    }

    /** Values that bf16 holds exactly, so that every format computes with the same ones. */
    private static float[] values(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = FloatFormats.bfloat16(FloatFormats.toBfloat16((random.nextInt() >> 8) * 0x1p-24f));
        }
        return values;
    }
}
