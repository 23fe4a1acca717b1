/**
 * One validator at work: chain heads in, probes, verdicts, batches, proposals and attestations out.
 * It wires the protocol's decisions to the chain, the peers, the ledger and the model.
 * Rules live in the modules it calls, not here.
 */
@NullMarked
package io.subnetvalidator.core.service;

import org.jspecify.annotations.NullMarked;
