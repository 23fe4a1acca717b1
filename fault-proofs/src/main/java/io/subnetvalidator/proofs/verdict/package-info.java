/**
 * Fault proofs and the pure function that judges them.
 * Everybody who executes the verdict on the same model, profile and transcript gets the same bytes.
 * It may use every other package of this module and never a network, a chain or a clock.
 */
@NullMarked
package io.subnetvalidator.proofs.verdict;

import org.jspecify.annotations.NullMarked;
