package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The exact inputs of a proposal: which batch of which validator, and which fault proofs. The proposal's {@code args} carry
 * the two Merkle roots; whoever cannot reproduce them from what it holds fetches this list and checks it against them.
 *
 * @param context chain and subnet
 * @param observed the epoch that was observed
 * @param included digest of the batch included, by validator
 * @param proofs digests of the fault proofs, strictly ascending
 */
public record ProposalManifest(
        SubnetContext context, Epoch observed, SortedMap<NodeId, Hash256> included, List<Hash256> proofs) {

    public static final int MAX_PROOFS = 0xFFFF;
    public static final int MAX_BYTES = 128 + Roster.MAX_NODES * 36 + MAX_PROOFS * Hash256.LENGTH;

    /** @throws IllegalArgumentException when the proofs are too many or not strictly ascending */
    public ProposalManifest {
        included = new TreeMap<>(included);
        proofs = List.copyOf(proofs);
        if (proofs.size() > MAX_PROOFS || !ascending(proofs)) {
            throw new IllegalArgumentException(
                    "proof digests are more than " + MAX_PROOFS + " or not strictly ascending");
        }
    }

    @Override
    public SortedMap<NodeId, Hash256> included() {
        return new TreeMap<>(included);
    }

    /** Merkle root over the leaves {@code u32 validator || batch digest}, by validator. */
    public Hash256 includedRoot() {
        return includedRoot(included);
    }

    /** Merkle root over the proof digests. */
    public Hash256 proofRoot() {
        return proofRoot(proofs);
    }

    static Hash256 includedRoot(SortedMap<NodeId, Hash256> included) {
        return MerkleTree.over(included.entrySet().stream()
                        .map(entry -> new ScaleWriter()
                                .u32(entry.getKey().value())
                                .raw(entry.getValue().toBytes())
                                .toBytes())
                        .toList())
                .root();
    }

    static Hash256 proofRoot(List<Hash256> ascendingProofs) {
        return MerkleTree.over(ascendingProofs.stream().map(Hash256::toBytes).toList())
                .root();
    }

    /** The name under which this manifest is fetched. */
    public Hash256 key() {
        return key(context, observed, includedRoot(), proofRoot());
    }

    /** The name of the manifest with these roots. */
    public static Hash256 key(SubnetContext context, Epoch observed, Hash256 includedRoot, Hash256 proofRoot) {
        ScaleWriter out = new ScaleWriter();
        context.encode(out);
        out.u32(observed.value()).raw(includedRoot.toBytes()).raw(proofRoot.toBytes());
        return MessageKind.MANIFEST.digest(out.toBytes());
    }

    public byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        context.encode(out);
        out.u32(observed.value());
        out.vec(
                included.entrySet(),
                (w, entry) -> w.u32(entry.getKey().value()).raw(entry.getValue().toBytes()));
        return out.vec(proofs, (w, proof) -> w.raw(proof.toBytes())).toBytes();
    }

    /** @throws ScaleException when the bytes are not exactly one manifest */
    public static ProposalManifest fromBytes(byte[] bytes) {
        ScaleReader in = new ScaleReader(bytes);
        SubnetContext context = SubnetContext.decode(in);
        Epoch observed = Epoch.of(in.u32());
        TreeMap<NodeId, Hash256> included = new TreeMap<>();
        int count = in.count(4 + Hash256.LENGTH, Roster.MAX_NODES);
        for (int i = 0; i < count; i++) {
            NodeId validator = NodeId.of(in.u32());
            if (!included.isEmpty() && included.lastKey().compareTo(validator) >= 0) {
                throw in.error("validators of a manifest are not strictly ascending");
            }
            included.put(validator, Hash256.of(in.raw(Hash256.LENGTH)));
        }
        List<Hash256> proofs = in.vec(MAX_PROOFS, r -> Hash256.of(r.raw(Hash256.LENGTH)));
        in.requireEnd();
        try {
            return new ProposalManifest(context, observed, included, proofs);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }

    static boolean ascending(Collection<Hash256> digests) {
        Hash256 last = null;
        for (Hash256 digest : digests) {
            if (last != null && last.compareTo(digest) >= 0) {
                return false;
            }
            last = digest;
        }
        return true;
    }
}
