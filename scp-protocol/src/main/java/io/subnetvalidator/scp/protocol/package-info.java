/**
 * The Subnet Consensus Protocol as values and decisions: messages, observation batches, included sets, proposals, attestation rules.
 * Events go in, effects come out; there is no clock, no socket and no thread here.
 * It may use scores and fault-proof digests; it never talks to a chain or a peer itself.
 */
@NullMarked
package io.subnetvalidator.scp.protocol;

import org.jspecify.annotations.NullMarked;
