package io.subnetvalidator.proofs.kernel;

/** Fused multiply-adds on registers only: how fast this machine could be at best, for benchmarks. */
public interface PeakLoop {

    /**
     * Does some rounds of independent chains.
     *
     * @return a value that depends on all of them
     */
    float run(int rounds);

    /** Floating-point operations in one round, two for each multiply-add. */
    int operationsPerRound();

    /** The loop in the vectors of {@link Kernels#best()}, or in plain Java where that is scalar. */
    static PeakLoop best() {
        return KernelChoice.bestPeakLoop();
    }
}
