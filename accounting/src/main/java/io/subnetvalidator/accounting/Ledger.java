package io.subnetvalidator.accounting;

import java.util.List;

/**
 * The append-only journal of one subnet node. One writer at a time owns it; within a process any number of threads may append.
 * Calls block until the disk has the entries: callers on an event loop hand them to a worker.
 */
public interface Ledger extends LedgerReader, AutoCloseable {

    /** Most entries that one {@link #append} accepts. */
    int MAX_BATCH = 10_000;

    /**
     * Appends the entries in this order, all or none. When the call returns they survive a crash of process and machine;
     * concurrent calls share one commit.
     *
     * @throws LedgerException when they could not be made durable. None of them is then in the chain, unless the volume failed
     *     in the middle of the commit ({@link LedgerFault#STORAGE}): then the {@link #head} tells
     * @throws IllegalArgumentException for more than {@value #MAX_BATCH} entries, an entry of more than
     *     {@link LedgerEntry#MAX_PAYLOAD} bytes, or a {@link LedgerOpened}, which only entry 0 is
     */
    List<LedgerRecord> append(List<LedgerDraft> drafts);

    /**
     * Appends an {@link EpochClosed} whose root covers every entry of the scope's subnet and epoch that stands before it.
     * What the chain reveals later, rewards for example, may still be appended to the epoch; closing it again covers that too.
     *
     * @throws IllegalArgumentException when the scope names no epoch
     */
    EpochClosing closeEpoch(EntryScope scope);

    /** Gives up ownership; idempotent. */
    @Override
    void close();

    /** Appends one entry, as {@link #append(List)} does. */
    default LedgerRecord append(EntryScope scope, LedgerEntry entry) {
        return append(List.of(new LedgerDraft(scope, entry))).get(0);
    }
}
