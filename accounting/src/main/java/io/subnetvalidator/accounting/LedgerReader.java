package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The ledger as auditors, exports and projections see it. Calls block on the disk: callers on an event loop hand them to a
 * worker. Every method throws {@link LedgerException} when the storage fails.
 */
public interface LedgerReader {

    /** Most entries that one {@link #read} returns. */
    int MAX_PAGE = 10_000;

    LedgerIdentity identity();

    LedgerHead head();

    /**
     * Entries in order, starting at {@code fromSequence}; empty behind the head.
     *
     * @param limit 1 to {@value #MAX_PAGE}
     */
    List<LedgerRecord> read(long fromSequence, int limit);

    /** Entries whose scope names this subnet and epoch and whose sequence is at least {@code fromSequence}, in order. */
    List<LedgerRecord> readEpoch(SubnetId subnet, Epoch epoch, long fromSequence, int limit);

    /**
     * Walks the whole chain and locates the first entry that does not hold. A chain that somebody rewrote with new hashes from
     * some entry to its end holds by itself: compare the {@link LedgerHead}, or the epoch roots, with what was published.
     */
    LedgerVerification verify();

    /** Hands every entry from {@code fromSequence} on to {@code consumer}, in order and in bounded memory. */
    default void read(long fromSequence, Consumer<LedgerRecord> consumer) {
        long next = fromSequence;
        List<LedgerRecord> page = read(next, MAX_PAGE);
        while (!page.isEmpty()) {
            page.forEach(consumer);
            next = page.get(page.size() - 1).sequence() + 1;
            page = read(next, MAX_PAGE);
        }
    }

    /** Every entry of one subnet epoch, in order; bounded by what one epoch of one subnet can hold. */
    default List<LedgerRecord> byEpoch(SubnetId subnet, Epoch epoch) {
        List<LedgerRecord> all = new ArrayList<>();
        List<LedgerRecord> page = readEpoch(subnet, epoch, 0, MAX_PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = readEpoch(subnet, epoch, page.get(page.size() - 1).sequence() + 1, MAX_PAGE);
        }
        return List.copyOf(all);
    }
}
