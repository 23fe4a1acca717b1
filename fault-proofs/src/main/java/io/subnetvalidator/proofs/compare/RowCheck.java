package io.subnetvalidator.proofs.compare;

import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.Rows;
import java.util.Arrays;
import java.util.Optional;

/**
 * Judges rows that a node committed to against the reference of the same rows. A row depends on the rows before it only, so that
 * one row, computed from those up to it, decides as it would among all rows of its step: bits are equal or not, and a maximum over
 * some rows never exceeds the maximum over all, for which the thresholds were measured. Only the mean needs every row.
 */
public final class RowCheck {

    private final float[] input;
    private final float[] reference;
    private final int first;
    private final int tokens;
    private final int hidden;
    private final int depth;

    /**
     * The arrays are not copied and must not change.
     *
     * @param input residual stream before the blocks checked, the rows compared only, finite
     * @param reference residual stream behind them, the same rows, finite
     * @param first index within the step of the first row compared
     * @param tokens number of rows of the whole step
     * @param hidden values per row
     * @param depth number of blocks checked
     */
    public RowCheck(float[] input, float[] reference, int first, int tokens, int hidden, int depth) {
        this.input = input;
        this.reference = reference;
        this.first = first;
        this.tokens = tokens;
        this.hidden = hidden;
        this.depth = depth;
    }

    /**
     * What a comparison gives.
     *
     * @param statistics of all rows compared; zero where equal bits are asked for and found, or values are not finite
     * @param finding the first fault; empty when the rows are what the declared arithmetic gives
     */
    public record Compared(Statistics statistics, Optional<Finding> finding) {

        private static Compared of(Finding finding) {
            return new Compared(finding.statistics(), Optional.of(finding));
        }
    }

    /**
     * The first fault; empty when the rows are what the declared arithmetic gives. Faults that one row shows come before the one
     * that takes all.
     *
     * @param shown the node's rows, as many as the reference has
     * @throws IllegalArgumentException when the profile is not exact and has no thresholds for steps of this length
     */
    public Optional<Finding> findIn(Rows shown, ComparisonProfile profile) {
        return compare(shown, profile).finding();
    }

    /** As {@link #findIn}, with how far the rows are off even where that is no fault. */
    public Compared compare(Rows shown, ComparisonProfile profile) {
        float[] values = shown.values();
        for (int row = 0; row < rows(); row++) {
            if (!Finite.all(row(values, row))) {
                return Compared.of(new Finding(FaultKind.OUTPUT_NOT_FINITE, first + row, Statistics.ZERO));
            }
        }
        return profile.kind() == NumericProfile.Kind.EXACT
                ? difference(shown, values, profile)
                : excess(values, profile);
    }

    private Compared difference(Rows shown, float[] values, ComparisonProfile profile) {
        Rows wanted = Rows.of(shown.encoding(), reference);
        for (int row = 0; row < rows(); row++) {
            if (!shown.slice(row, row + 1, hidden).equals(wanted.slice(row, row + 1, hidden))) {
                return Compared.of(new Finding(
                        FaultKind.OUTPUT_BITS, first + row, compare(input, reference, values, rows(), profile)));
            }
        }
        return new Compared(Statistics.ZERO, Optional.empty());
    }

    private Compared excess(float[] values, ComparisonProfile profile) {
        Thresholds limits = profile.thresholds(tokens)
                .orElseThrow(() -> new IllegalArgumentException(
                        "profile '" + profile.name() + "' has no thresholds for " + tokens + " tokens"));
        Statistics all = compare(input, reference, values, rows(), profile);
        for (int row = 0; row < rows(); row++) {
            Statistics one = compare(row(input, row), row(reference, row), row(values, row), 1, profile);
            if (one.worstToken() > limits.worstToken()) {
                return Compared.of(new Finding(FaultKind.WORST_TOKEN, first + row, all));
            }
            if (one.worstElement() > limits.worstElement()) {
                return Compared.of(new Finding(FaultKind.WORST_ELEMENT, first + row, all));
            }
        }
        return rows() == tokens && all.meanEnergy() > limits.meanEnergy()
                ? Compared.of(new Finding(FaultKind.MEAN_ENERGY, tokens - 1, all))
                : new Compared(all, Optional.empty());
    }

    private Statistics compare(float[] x, float[] y, float[] n, int count, ComparisonProfile profile) {
        return UpdateComparison.compare(x, y, n, count, hidden, depth, profile.whitening());
    }

    private int rows() {
        return reference.length / hidden;
    }

    private float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, row * hidden, (row + 1) * hidden);
    }
}
