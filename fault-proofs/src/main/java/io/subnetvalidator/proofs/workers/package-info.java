/**
 * The threads that share one computation: a small fixed pool behind the port of the kernels.
 * It may use threads and atomics, which the kernels themselves may not.
 * It knows nothing of what it runs.
 */
@NullMarked
package io.subnetvalidator.proofs.workers;

import org.jspecify.annotations.NullMarked;
