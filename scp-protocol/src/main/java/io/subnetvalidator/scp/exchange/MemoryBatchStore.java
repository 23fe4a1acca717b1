package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.protocol.SignedBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Batches in memory, at most two of one validator and epoch and a total number of bytes. */
public final class MemoryBatchStore implements BatchStore {

    /** Room for three epochs of a full roster: 1,024 validators with a row of about 80 bytes for each of 1,024 nodes. */
    public static final long DEFAULT_BYTES = 256L << 20;

    private static final int PER_VALIDATOR = 2;

    private final long maxBytes;
    private final TreeMap<Epoch, Map<Hash256, Kept>> epochs = new TreeMap<>();
    private long bytes;

    private record Kept(SignedBatch batch, int size, int order) {}

    /** @param maxBytes most bytes of batches held, over all epochs */
    public MemoryBatchStore(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized boolean keep(SignedBatch batch) {
        Map<Hash256, Kept> epoch = epochs.computeIfAbsent(batch.epoch(), e -> new HashMap<>());
        int size = batch.toBytes().length;
        Hash256 digest = batch.digest();
        if (epoch.containsKey(digest)
                || bytes + size > maxBytes
                || of(batch.epoch(), batch.validator()).size() >= PER_VALIDATOR) {
            return false;
        }
        epoch.put(digest, new Kept(batch, size, epoch.size()));
        bytes += size;
        return true;
    }

    @Override
    public synchronized Optional<SignedBatch> named(Hash256 digest) {
        return epochs.values().stream()
                .flatMap(epoch -> Optional.ofNullable(epoch.get(digest)).stream())
                .map(Kept::batch)
                .findFirst();
    }

    @Override
    public synchronized List<SignedBatch> of(Epoch epoch, NodeId validator) {
        return epochs.getOrDefault(epoch, Map.of()).values().stream()
                .filter(kept -> kept.batch().validator().equals(validator))
                .sorted((a, b) -> Integer.compare(a.order(), b.order()))
                .map(Kept::batch)
                .toList();
    }

    @Override
    public synchronized void forgetBefore(Epoch epoch) {
        Map<Epoch, Map<Hash256, Kept>> old = epochs.headMap(epoch);
        for (Map<Hash256, Kept> batches : old.values()) {
            bytes -= batches.values().stream().mapToLong(Kept::size).sum();
        }
        old.clear();
    }
}
