package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.List;

/**
 * Scores were computed from a set of batches and proofs.
 *
 * @param policy digest of the score policy
 * @param included validators whose batches were used, ascending
 * @param faulty nodes named by a valid fault proof, ascending
 * @param digest digest of the score list
 * @param scores the list, ascending by node
 */
public record ScoresComputed(
        Hash256 policy, List<NodeId> included, List<NodeId> faulty, Hash256 digest, List<ScoreEntry> scores)
        implements LedgerEntry {

    public ScoresComputed {
        included = List.copyOf(included);
        faulty = List.copyOf(faulty);
        scores = List.copyOf(scores);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.SCORES_COMPUTED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.raw(policy.toBytes());
        out.vec(included, (w, node) -> w.u32(node.value()));
        out.vec(faulty, (w, node) -> w.u32(node.value()));
        out.raw(digest.toBytes());
        out.vec(scores, (w, s) -> s.encode(w));
    }

    static ScoresComputed decode(ScaleReader in) {
        return new ScoresComputed(
                Hash256.of(in.raw(Hash256.LENGTH)),
                in.vec(RosterSeen.MAX_NODES, r -> NodeId.of(r.u32())),
                in.vec(RosterSeen.MAX_NODES, r -> NodeId.of(r.u32())),
                Hash256.of(in.raw(Hash256.LENGTH)),
                in.vec(RosterSeen.MAX_NODES, ScoreEntry::decode));
    }
}
