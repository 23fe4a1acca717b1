package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Fault proofs in memory, up to a total number of bytes. */
public final class MemoryProofStore implements ProofStore {

    private final long maxBytes;
    private final Map<Hash256, Kept> proofs = new HashMap<>();
    private long bytes;

    private record Kept(Epoch epoch, Bytes proof) {}

    /** @param maxBytes most bytes of proofs held */
    public MemoryProofStore(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized boolean keep(Epoch kept, Hash256 digest, Bytes proof) {
        if (proofs.containsKey(digest) || bytes + proof.size() > maxBytes) {
            return false;
        }
        proofs.put(digest, new Kept(kept, proof));
        bytes += proof.size();
        return true;
    }

    @Override
    public synchronized Optional<Bytes> named(Hash256 digest) {
        return Optional.ofNullable(proofs.get(digest)).map(Kept::proof);
    }

    @Override
    public synchronized void forget(Hash256 digest) {
        Kept kept = proofs.remove(digest);
        if (kept != null) {
            bytes -= kept.proof().size();
        }
    }

    @Override
    public synchronized void forgetBefore(Epoch epoch) {
        proofs.values().removeIf(kept -> kept.epoch().compareTo(epoch) < 0);
        bytes = proofs.values().stream().mapToLong(kept -> kept.proof().size()).sum();
    }
}
