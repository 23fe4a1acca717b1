package io.subnetvalidator.proofs.kernel;

/** Work on the rows {@code from .. to-1}, which no other range touches. */
@FunctionalInterface
public interface RowRange {

    void apply(int from, int to);
}
