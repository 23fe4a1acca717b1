/**
 * Writing files so that nobody ever reads half of one.
 * It may use the file system only; every other package of this module may use it.
 * It never knows what a file holds.
 */
@NullMarked
package io.subnetvalidator.proofs.file;

import org.jspecify.annotations.NullMarked;
