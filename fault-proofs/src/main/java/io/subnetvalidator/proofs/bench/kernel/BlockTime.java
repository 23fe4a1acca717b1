package io.subnetvalidator.proofs.bench.kernel;

/**
 * Seconds for one opened transformer block.
 *
 * @param best the shortest run
 * @param median half of the runs took longer
 */
public record BlockTime(String block, int tokens, int threads, double best, double median) {}
