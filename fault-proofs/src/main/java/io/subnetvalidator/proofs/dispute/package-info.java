/**
 * Disputes between two validators that claim different canonical traces of one block: the operations of a block, the commitments
 * to a trace, the bisection down to one chain of 256 steps, and the leaf that settles it.
 * It may use the models, kernels and transcripts of this module, and never a network, a chain or a clock.
 * {@link io.subnetvalidator.proofs.dispute.LeafChecker} stands alone and knows nothing of all this.
 */
@NullMarked
package io.subnetvalidator.proofs.dispute;

import org.jspecify.annotations.NullMarked;
