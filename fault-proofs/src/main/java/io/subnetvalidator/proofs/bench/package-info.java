/**
 * Measures what the comparison catches: honest hardware and attacks on a synthetic model with fixed seeds, judged by calibrated
 * profiles and, on the same data, by the rules that others publish.
 * It may use every package of this module.
 * It never touches the network, and writes only the synthetic model.
 */
@NullMarked
package io.subnetvalidator.proofs.bench;

import org.jspecify.annotations.NullMarked;
