package io.subnetvalidator.proofs.workers;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The parts of one computation, taken by whichever thread is free. */
final class Computation {

    private static final int SPINS_BEFORE_SLEEP = 2_000;

    private final int parts;
    private final IntConsumer part;
    private final Thread caller;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Computation(int parts, IntConsumer part, Thread caller) {
        this.parts = parts;
        this.part = part;
        this.caller = caller;
    }

    boolean hasParts() {
        return next.get() < parts;
    }

    /** Runs parts until none is left to take. */
    void work() {
        for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
            try {
                part.accept(i);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
            if (ended.incrementAndGet() == parts) {
                LockSupport.unpark(caller);
            }
        }
    }

    /** Waits for the parts other threads have taken. */
    void awaitEnd() {
        boolean interrupted = false;
        for (int idle = 0; ended.get() < parts; idle++) {
            if (idle < SPINS_BEFORE_SLEEP) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                // A set interrupt would make every park return at once.
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void throwFailure() {
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }
}
