package io.subnetvalidator.accounting;

import io.subnetvalidator.accounting.LedgerVerification.Broken;
import io.subnetvalidator.accounting.LedgerVerification.Intact;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.SubnetId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ledger that lives as long as its process: the same chain of hashes without a disk, for simulations of many nodes in one
 * process. It never blocks.
 */
public final class MemoryLedger implements Ledger {

    private final LedgerIdentity identity;
    private final List<LedgerRecord> records = new ArrayList<>();
    private boolean closed;

    public MemoryLedger(LedgerIdentity identity, Instant now) {
        this.identity = identity;
        LedgerOpened opened = new LedgerOpened(identity, LedgerOpened.FORMAT);
        add(EncodedDraft.of(new LedgerDraft(EntryScope.of(identity.subnet(), now), opened)));
    }

    @Override
    public LedgerIdentity identity() {
        return identity;
    }

    @Override
    public synchronized LedgerHead head() {
        LedgerRecord newest = records.get(records.size() - 1);
        return new LedgerHead(newest.sequence(), newest.hash());
    }

    @Override
    public synchronized List<LedgerRecord> read(long fromSequence, int limit) {
        return records.stream().skip(fromSequence).limit(limit).toList();
    }

    @Override
    public synchronized List<LedgerRecord> readEpoch(SubnetId subnet, Epoch epoch, long fromSequence, int limit) {
        return records.stream()
                .skip(fromSequence)
                .filter(record -> isOf(record, subnet, epoch))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized LedgerVerification verify() {
        ChainWalk walk = new ChainWalk(this::epochHashes);
        for (LedgerRecord record : records) {
            Optional<Broken> broken = walk.step(StoredEntry.of(record));
            if (broken.isPresent()) {
                return broken.get();
            }
        }
        return new Intact(records.size(), head());
    }

    @Override
    public synchronized List<LedgerRecord> append(List<LedgerDraft> drafts) {
        List<EncodedDraft> encoded = EncodedDraft.encode(drafts);
        requireOpen();
        return encoded.stream().map(this::add).toList();
    }

    @Override
    public synchronized EpochClosing closeEpoch(EntryScope scope) {
        Epoch epoch = scope.epoch()
                .orElseThrow(() -> new IllegalArgumentException("the scope of a closing names the epoch to close"));
        requireOpen();
        List<Hash256> hashes = epochHashes(scope.subnet(), epoch, records.size());
        EpochClosed closed = new EpochClosed(hashes.size(), LedgerHash.epochRoot(hashes));
        LedgerRecord record = add(EncodedDraft.of(new LedgerDraft(scope, closed)));
        return new EpochClosing(record, closed.entries(), closed.root());
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private LedgerRecord add(EncodedDraft draft) {
        Hash256 previous = records.isEmpty()
                ? LedgerHash.START
                : records.get(records.size() - 1).hash();
        LedgerRecord record = draft.at(records.size(), previous);
        records.add(record);
        return record;
    }

    private List<Hash256> epochHashes(SubnetId subnet, Epoch epoch, long before) {
        return records.stream()
                .filter(record -> record.sequence() < before && isOf(record, subnet, epoch))
                .map(LedgerRecord::hash)
                .toList();
    }

    private static boolean isOf(LedgerRecord record, SubnetId subnet, Epoch epoch) {
        return record.scope().subnet().equals(subnet) && record.scope().epoch().equals(Optional.of(epoch));
    }

    private void requireOpen() {
        if (closed) {
            throw new LedgerException(LedgerFault.CLOSED, "The ledger is closed.");
        }
    }
}
