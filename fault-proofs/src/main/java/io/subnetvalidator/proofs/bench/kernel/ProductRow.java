package io.subnetvalidator.proofs.bench.kernel;

import java.util.List;

/**
 * One matrix product by all contenders, measured in turns in the same seconds.
 *
 * @param measures one for every contender, in their order; the first is the one the others are compared with
 */
public record ProductRow(Shape shape, int tokens, int threads, List<Measure> measures) {

    /**
     * What one contender reached at its best.
     *
     * @param gigaflops 1e9 floating-point operations per second, two for each weight and token
     * @param gigabytesPerSecond weights read, 1e9 bytes per second
     * @param equal share of output elements whose bits are those of the first contender
     */
    public record Measure(String contender, double gigaflops, double gigabytesPerSecond, double equal) {}

    public ProductRow {
        measures = List.copyOf(measures);
    }

    /** How many times as fast as the first contender. */
    public double ratio(int contender) {
        return measures.get(contender).gigaflops() / measures.get(0).gigaflops();
    }
}
