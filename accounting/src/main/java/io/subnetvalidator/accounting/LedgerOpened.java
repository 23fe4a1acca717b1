package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * Entry 0: binds the ledger to its owner.
 *
 * @param identity whose books these are
 * @param format version of the entry format, 1
 */
public record LedgerOpened(LedgerIdentity identity, int format) implements LedgerEntry {

    /** The format this release writes. */
    public static final int FORMAT = 1;

    @Override
    public EntryKind kind() {
        return EntryKind.LEDGER_OPENED;
    }

    @Override
    public void encode(ScaleWriter out) {
        identity.encode(out);
        out.u16(format);
    }

    static LedgerOpened decode(ScaleReader in) {
        return new LedgerOpened(LedgerIdentity.decode(in), in.u16());
    }
}
