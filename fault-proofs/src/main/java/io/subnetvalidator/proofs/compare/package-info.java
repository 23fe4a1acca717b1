/**
 * The tolerant comparison of a node's output with the reference: statistics of the whitened update, in strict double arithmetic.
 * Pure functions; thresholds come from a profile whose digest is part of every verdict, calibrated on emulated honest hardware.
 * It may use transcripts' values, models and kernels.
 * It never knows who sent an answer.
 */
@NullMarked
package io.subnetvalidator.proofs.compare;

import org.jspecify.annotations.NullMarked;
