package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;

/**
 * The books of the scope's epoch were closed.
 *
 * @param entries number of entries of that epoch before this one
 * @param root {@link LedgerHash#epochRoot} over them
 */
public record EpochClosed(long entries, Hash256 root) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.EPOCH_CLOSED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u64(entries);
        out.raw(root.toBytes());
    }

    static EpochClosed decode(ScaleReader in) {
        return new EpochClosed(in.u64(), Hash256.of(in.raw(Hash256.LENGTH)));
    }
}
