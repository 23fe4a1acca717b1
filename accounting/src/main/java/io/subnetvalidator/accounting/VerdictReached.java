package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Optional;

/**
 * The reference computation judged an answer.
 *
 * @param node the node that answered
 * @param probe digest of the probe
 * @param verdict the judgement
 * @param proof digest of the fault proof, present exactly when the verdict is {@link ProbeVerdict#FAULTY}
 */
public record VerdictReached(NodeId node, Hash256 probe, ProbeVerdict verdict, Optional<Hash256> proof)
        implements LedgerEntry {

    /** @throws IllegalArgumentException when a fault has no proof, or a proof has no fault */
    public VerdictReached {
        if (proof.isPresent() != (verdict == ProbeVerdict.FAULTY)) {
            throw new IllegalArgumentException("node " + node + ": a proof belongs to a faulty answer and to no other");
        }
    }

    @Override
    public EntryKind kind() {
        return EntryKind.VERDICT_REACHED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(node.value());
        out.raw(probe.toBytes());
        verdict.write(out);
        out.option(proof, (w, h) -> w.raw(h.toBytes()));
    }

    static VerdictReached decode(ScaleReader in) {
        NodeId node = NodeId.of(in.u32());
        Hash256 probe = Hash256.of(in.raw(Hash256.LENGTH));
        ProbeVerdict verdict = ProbeVerdict.read(in);
        Optional<Hash256> proof = in.option(r -> Hash256.of(r.raw(Hash256.LENGTH)));
        try {
            return new VerdictReached(node, probe, verdict, proof);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
    }
}
