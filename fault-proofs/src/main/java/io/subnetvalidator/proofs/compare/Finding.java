package io.subnetvalidator.proofs.compare;

/**
 * A fault in one answer, with how far the rows compared are off.
 *
 * @param row the row that shows it, with all rows before it as input; the last row of the step when it takes all of them
 */
public record Finding(FaultKind kind, int row, Statistics statistics) {}
