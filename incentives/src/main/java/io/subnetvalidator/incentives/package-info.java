/**
 * Scores: ledger tallies in, integer weights out, under a policy whose digest is in every proposal.
 * Pure integer arithmetic, independent of the order of its input.
 * It never reads a clock, a file or a chain.
 */
@NullMarked
package io.subnetvalidator.incentives;

import org.jspecify.annotations.NullMarked;
