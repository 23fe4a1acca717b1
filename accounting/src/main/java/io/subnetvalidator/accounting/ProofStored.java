package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;

/**
 * A fault proof was checked and stored in the archive.
 *
 * @param proof digest of the proof
 * @param accused the node it names
 * @param valid whether its re-execution confirmed it
 * @param size its size in bytes
 */
public record ProofStored(Hash256 proof, NodeId accused, boolean valid, long size) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.PROOF_STORED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.raw(proof.toBytes());
        out.u32(accused.value());
        out.bool(valid);
        out.u64(size);
    }

    static ProofStored decode(ScaleReader in) {
        return new ProofStored(Hash256.of(in.raw(Hash256.LENGTH)), NodeId.of(in.u32()), in.bool(), in.u64());
    }
}
