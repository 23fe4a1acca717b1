package io.subnetvalidator.proofs.kernel;

import java.util.function.IntConsumer;

/**
 * Runs the independent parts of a computation, several at a time where there are several threads. Parts write to disjoint places
 * and never add into one, so a result cannot depend on who ran which part.
 */
public interface Workers {

    /** Runs every part on the calling thread, one after another. */
    Workers CALLER = new Workers() {

        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void run(int parts, IntConsumer part) {
            for (int i = 0; i < parts; i++) {
                part.accept(i);
            }
        }
    };

    /** Threads that work on a computation at the same time, the caller among them. */
    int threads();

    /**
     * Runs the parts {@code 0 .. parts-1}, each once, and returns when all have ended. What a part throws is thrown here.
     * May be called from several threads and from inside a part.
     */
    void run(int parts, IntConsumer part);
}
