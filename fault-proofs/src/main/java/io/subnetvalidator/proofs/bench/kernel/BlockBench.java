package io.subnetvalidator.proofs.bench.kernel;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.kernel.Kernels;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.SpanComputation;
import io.subnetvalidator.proofs.model.TinyModel;
import io.subnetvalidator.proofs.model.TinyShape;
import io.subnetvalidator.proofs.workers.WorkerPool;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** What a validator does for an opened answer: one block of a model of 8 billion parameters, from the node's own input. */
public final class BlockBench {

    private static final long SEED = 1;
    private static final int TOKENS = 32;
    private static final int RUNS = 30;

    /** Hidden 4096, intermediate 14336, 32 heads on 8 key/value heads: a block of Llama 3 8B, with a small vocabulary. */
    private static final TinyShape BLOCK = new TinyShape(64, 4096, 14336, 1, 32, 8, 64);

    private final LongSupplier nanos;
    private final Path directory;

    /**
     * @param nanos the clock, in nanoseconds
     * @param directory where the synthetic model of 440 MB is written
     */
    public BlockBench(LongSupplier nanos, Path directory) {
        this.nanos = nanos;
        this.directory = directory;
    }

    /** Writes the model; its weights are random, since speed does not depend on them. */
    public void prepare() {
        TinyModel.write(directory, SEED, BLOCK);
    }

    /** Seconds per block with weights in memory and an empty cache. */
    public BlockTime run(int threads) {
        try (WorkerPool pool = WorkerPool.of(threads)) {
            ReferenceModel model = ReferenceModel.open(directory, Kernels.best().on(pool));
            SpanComputation span = model.span(new BlockSpan(0, 1));
            float[] input = model.embed(IntStream.range(0, TOKENS).toArray());
            Runnable block = () -> span.open().forward(input, TOKENS);
            new BestTime(nanos, block).warmUp();
            long[] times = new long[RUNS];
            for (int run = 0; run < RUNS; run++) {
                long start = nanos.getAsLong();
                block.run();
                times[run] = nanos.getAsLong() - start;
            }
            Arrays.sort(times);
            return new BlockTime("4096/14336, 32 heads, 8 kv", TOKENS, threads, times[0] / 1e9, times[RUNS / 2] / 1e9);
        }
    }
}
