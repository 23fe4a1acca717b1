/**
 * The signing journal: what a validator has signed, on disk and forced before any signature is released.
 * The decision is a pure value; one adapter keeps it in files and fails closed.
 * It never holds a key, never signs and never talks to a chain.
 */
@NullMarked
package io.subnetvalidator.scp.journal;

import org.jspecify.annotations.NullMarked;
