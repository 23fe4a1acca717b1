package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.types.Epoch;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tallies rebuilt from the journal. */
public final class Tallies {

    private Tallies() {}

    /**
     * One tally per epoch of the ledger's own subnet, from the entries given. A row that comes out differs from the live one
     * only when an entry is missing.
     */
    public static SortedMap<Epoch, EpochTally> replay(Iterable<LedgerRecord> records) {
        SortedMap<Epoch, EpochTally> byEpoch = new TreeMap<>();
        for (LedgerRecord record : records) {
            record.scope()
                    .epoch()
                    .ifPresent(epoch -> byEpoch.computeIfAbsent(epoch, e -> new EpochTally())
                            .accept(record.entry()));
        }
        return byEpoch;
    }
}
