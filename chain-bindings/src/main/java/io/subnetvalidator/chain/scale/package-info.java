/**
 * SCALE, the one canonical encoding of everything this product hashes, signs or sends to the chain.
 * Readers carry hard limits, so that hostile bytes can neither exhaust memory nor be read in two ways.
 * The package knows bytes and integers only, nothing of metadata, chains or messages.
 */
@NullMarked
package io.subnetvalidator.chain.scale;

import org.jspecify.annotations.NullMarked;
