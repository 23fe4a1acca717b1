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
 * Measures matrix products and the limits of the machine. Contenders take turns, so that whatever slows the machine down slows all
 * of them, and of every one the best run counts: the others were disturbed.
 */
public final class KernelBench {

    private static final long SEED = 1;
    private static final int LEAST_ROUNDS = 5;
    // Above the last-level cache of any CPU this is meant for.
    private static final int STREAM_BYTES = 1 << 29;
    private static final int STREAM_CHUNK = 1 << 15;
    private static final int PEAK_ROUNDS = 200_000;

    private final LongSupplier nanos;
    private final long budget;

    /**
     * @param nanos the clock, in nanoseconds
     * @param budget nanoseconds for every contender of one row; rows of slow contenders take longer
     */
    public KernelBench(LongSupplier nanos, long budget) {
        this.nanos = nanos;
        this.budget = budget;
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
        long[] best = new long[loaded.size()];
        Arrays.fill(best, Long.MAX_VALUE);
        long end = nanos.getAsLong() + budget * loaded.size();
        for (int round = 0; round < LEAST_ROUNDS || nanos.getAsLong() < end; round++) {
            for (int i = 0; i < best.length; i++) {
                long start = nanos.getAsLong();
                loaded.get(i).multiply(x, tokens, outs[i]);
                best[i] = Math.min(best[i], nanos.getAsLong() - start);
            }
        }
        List<ProductRow.Measure> measures = new ArrayList<>();
        for (int i = 0; i < best.length; i++) {
            double operations = 2.0 * shape.rows() * shape.columns() * tokens;
            measures.add(new ProductRow.Measure(
                    contenders.get(i).name(),
                    operations / best[i],
                    (double) contenders.get(i).bytes(shape) / best[i],
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
        long best = Long.MAX_VALUE;
        long end = nanos.getAsLong() + 2 * budget;
        for (int round = 0; round < LEAST_ROUNDS || nanos.getAsLong() < end; round++) {
            long start = nanos.getAsLong();
            work.run();
            best = Math.min(best, nanos.getAsLong() - start);
        }
        return best;
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
