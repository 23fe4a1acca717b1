package io.subnetvalidator.accounting;

import io.subnetvalidator.accounting.LedgerVerification.Broken;
import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.List;
import java.util.Optional;

/** Walks a chain of entries from its start and stops at the first that does not hold. */
public final class ChainWalk {

    /** Where the walk looks up the entries of an epoch when it comes to the epoch's closing. */
    public interface EpochHashes {

        /** Hashes of the entries of this epoch with a sequence below {@code before}, in order. */
        List<Hash256> of(SubnetId subnet, Epoch epoch, long before);
    }

    private final EpochHashes epochs;
    private long next;
    private Hash256 previous = LedgerHash.START;

    public ChainWalk(EpochHashes epochs) {
        this.epochs = epochs;
    }

    /** The sequence that the next entry must have. */
    public long next() {
        return next;
    }

    /** Hash of the last entry that held. */
    public Hash256 last() {
        return previous;
    }

    /** Takes the next row; empty when it holds. After a failure the walk is over. */
    public Optional<Broken> step(StoredEntry row) {
        if (row.sequence() != next) {
            return broken("the entry is missing; entry " + row.sequence() + " comes next");
        }
        if (!row.follows(previous)) {
            return broken("it does not name the hash of the entry before it");
        }
        if ((row.kind() == EntryKind.LEDGER_OPENED.number()) != (next == 0)) {
            return broken("the entry that binds the ledger to its owner is entry 0 and no other");
        }
        EntryScope scope;
        try {
            scope = row.scope();
        } catch (ArithmeticException | IllegalArgumentException e) {
            return broken("its scope is none that was ever written: " + e.getMessage());
        }
        if (row.kind() < 0 || row.kind() > 0xFFFF) {
            return broken("its kind is no kind of entry: " + row.kind());
        }
        Hash256 hash = LedgerHash.of(previous, next, scope, row.kind(), row.payload());
        if (!row.hashesTo(hash)) {
            return broken("its contents do not have the hash it was written with");
        }
        Optional<Broken> closing =
                row.kind() == EntryKind.EPOCH_CLOSED.number() ? checkClosing(scope, row.payload()) : Optional.empty();
        previous = hash;
        next++;
        return closing;
    }

    private Optional<Broken> checkClosing(EntryScope scope, byte[] payload) {
        try {
            EpochClosed closed = (EpochClosed) EntryKind.EPOCH_CLOSED.decode(payload);
            if (scope.epoch().isEmpty()) {
                return broken("it closes an epoch without naming one");
            }
            List<Hash256> hashes = epochs.of(scope.subnet(), scope.epoch().get(), next);
            return hashes.size() == closed.entries()
                            && LedgerHash.epochRoot(hashes).equals(closed.root())
                    ? Optional.empty()
                    : broken("it closes epoch " + scope.epoch().get() + " with a root that its entries do not have");
        } catch (ScaleException e) {
            return broken("it cannot be read: " + e.getMessage());
        }
    }

    private Optional<Broken> broken(String reason) {
        return Optional.of(new Broken(next, reason));
    }
}
