package io.subnetvalidator.accounting;

/** An entry that is about to be appended. */
public record LedgerDraft(EntryScope scope, LedgerEntry entry) {}
