package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.Hash256;

/**
 * An entry in its place in the chain.
 *
 * @param sequence position from 0; entry 0 is the {@link LedgerOpened} that binds the ledger to its identity
 * @param scope what the entry is about
 * @param entry the fact
 * @param previous hash of the entry before; {@link LedgerHash#START} for entry 0
 * @param hash {@link LedgerHash} of this entry
 */
public record LedgerRecord(long sequence, EntryScope scope, LedgerEntry entry, Hash256 previous, Hash256 hash) {}
