/**
 * Node hardware, emulated to the bit: number formats, rounding points and orders of sums of machines that are honest but not
 * canonical. A source of honest noise for calibration, and the reference of profiles that declare their rounding points.
 * It may use models, kernels and the comparison's probe types.
 * It never judges.
 */
@NullMarked
package io.subnetvalidator.proofs.emulation;

import org.jspecify.annotations.NullMarked;
