/**
 * Values that every part of the product shares: chain identifiers, fixed-point amounts, digests, peer identities.
 * They own their units, their text form and their canonical bytes; they may use Bouncy Castle for digests and signatures.
 * They never know a chain endpoint, a socket, a file or a clock.
 */
@NullMarked
package io.subnetvalidator.chain.types;

import org.jspecify.annotations.NullMarked;
