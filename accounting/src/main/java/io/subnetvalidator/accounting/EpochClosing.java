package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.Hash256;

/**
 * An epoch whose books were closed. The root goes into the next proposal, so that the chain testifies to the entries.
 *
 * @param record the {@link EpochClosed} entry as it stands in the chain
 * @param entries number of entries under the root
 * @param root {@link LedgerHash#epochRoot} of those entries
 */
public record EpochClosing(LedgerRecord record, long entries, Hash256 root) {}
