/**
 * What a validator and a node said to each other in an inference session, as signed canonical bytes.
 * Records and codecs only, with hard limits on every length.
 * It never opens a socket and never judges an answer.
 */
@NullMarked
package io.subnetvalidator.proofs.transcript;

import org.jspecify.annotations.NullMarked;
