package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import java.util.List;

/**
 * The hash chain: {@code blake2b-256("hypertensor-ledger/1/entry" || 0 || previous || SCALE(sequence, scope, kind, payload))}.
 * Every column of an entry is under its hash, and through {@code previous} under the hash of every later entry.
 */
public final class LedgerHash {

    /** What entry 0 names as its predecessor. */
    public static final Hash256 START = Hash256.of(new byte[Hash256.LENGTH]);

    private static final String ENTRY_DOMAIN = "hypertensor-ledger/1/entry";

    private LedgerHash() {}

    /** Hash of an entry whose payload is already encoded; {@code kind} is the number of its {@link EntryKind}. */
    public static Hash256 of(Hash256 previous, long sequence, EntryScope scope, int kind, byte[] payload) {
        ScaleWriter out = new ScaleWriter().u64(sequence);
        scope.encode(out);
        out.u16(kind).bytes(payload);
        return Blake2b.domainHash(ENTRY_DOMAIN, previous.toBytes(), out.toBytes());
    }

    /** Merkle root over entry hashes in the order of their sequence, as an {@link EpochClosed} carries it. */
    public static Hash256 epochRoot(List<Hash256> entryHashes) {
        return MerkleTree.over(entryHashes.stream().map(Hash256::toBytes).toList())
                .root();
    }
}
