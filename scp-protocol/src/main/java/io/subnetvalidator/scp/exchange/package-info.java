/**
 * Exchange of batches, notices, evidence, manifests and fault proofs among validators, over the peer network.
 * Everything received is checked against the roster and its signature before it is kept, and memory is bounded per peer and epoch.
 * It never decides what a message means for scores; it hands events to the epoch machine.
 */
@NullMarked
package io.subnetvalidator.scp.exchange;

import org.jspecify.annotations.NullMarked;
