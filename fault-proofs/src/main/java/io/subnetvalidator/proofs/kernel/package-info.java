/**
 * Canonical arithmetic: every result is fixed bit for bit by the order of operations, whatever the CPU, thread count or batch size.
 * Pure functions over arrays; the vector implementation is found by name, so that a JVM without the vector module still runs.
 * It never knows models, files or peers.
 */
@NullMarked
package io.subnetvalidator.proofs.kernel;

import org.jspecify.annotations.NullMarked;
