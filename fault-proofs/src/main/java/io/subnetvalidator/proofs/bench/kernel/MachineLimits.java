package io.subnetvalidator.proofs.bench.kernel;

/**
 * What the machine gives at best on some threads.
 *
 * @param gigaflops fused multiply-adds on registers, 1e9 operations per second
 * @param gigabytesPerSecond memory read one word after another, 1e9 bytes per second
 */
public record MachineLimits(int threads, double gigaflops, double gigabytesPerSecond) {}
