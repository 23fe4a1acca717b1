package io.subnetvalidator.proofs.workers;

import io.subnetvalidator.proofs.kernel.Workers;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A fixed number of threads, of which the caller is one. It serves one computation at a time and has no queue: whoever finds it
 * busy, a part that wants to split itself further among them, runs its parts on its own thread. So nothing waits for a turn,
 * nothing can wait in a circle, and memory stays bounded.
 *
 * <p>Interrupting the caller does not stop a computation; the interrupt is still set when {@link #run} returns.
 */
public final class WorkerPool implements Workers, AutoCloseable {

    // Some ten microseconds: longer than the way from one operation of a block to the next, shorter than waking a
    // thread.
    private static final int SPINS_BEFORE_SLEEP = 2_000;

    private static final Computation NOTHING = new Computation(0, part -> {}, Thread.currentThread());

    private final AtomicBoolean busy = new AtomicBoolean();
    private final List<Thread> helpers;
    private volatile Computation current = NOTHING;
    private volatile boolean closed;

    private WorkerPool(int threads) {
        helpers = IntStream.range(1, threads).mapToObj(this::helper).toList();
    }

    /**
     * A pool the caller closes.
     *
     * @param threads threads that work on a computation, the caller included
     */
    public static WorkerPool of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a pool has at least one thread, not " + threads);
        }
        WorkerPool pool = new WorkerPool(threads);
        pool.helpers.forEach(Thread::start);
        return pool;
    }

    /** The pool of this process, with a thread for every processor the JVM may use; it is never closed. */
    public static Workers shared() {
        return Shared.POOL;
    }

    @Override
    public int threads() {
        return helpers.size() + 1;
    }

    @Override
    public void run(int parts, IntConsumer part) {
        if (parts < 2 || closed || helpers.isEmpty() || !busy.compareAndSet(false, true)) {
            Workers.CALLER.run(parts, part);
            return;
        }
        Computation computation = new Computation(parts, part, Thread.currentThread());
        try {
            current = computation;
            helpers.forEach(LockSupport::unpark);
            computation.work();
            computation.awaitEnd();
        } finally {
            // Lets go of what the parts refer to.
            current = NOTHING;
            busy.set(false);
        }
        computation.throwFailure();
    }

    /** Ends the threads; computations after this run on their callers. */
    @Override
    public void close() {
        closed = true;
        helpers.forEach(LockSupport::unpark);
    }

    private Thread helper(int number) {
        Thread thread = new Thread(this::serve, "compute-" + number);
        thread.setDaemon(true);
        return thread;
    }

    private void serve() {
        int idle = 0;
        while (!closed) {
            Computation computation = current;
            if (computation.hasParts()) {
                computation.work();
                idle = 0;
            } else if (idle < SPINS_BEFORE_SLEEP) {
                Thread.onSpinWait();
                idle++;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private static final class Shared {
        private static final Workers POOL = of(Runtime.getRuntime().availableProcessors());
    }
}
