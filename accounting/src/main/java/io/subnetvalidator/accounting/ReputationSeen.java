package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;

/**
 * The chain changed a node's reputation.
 *
 * @param node the node
 * @param before reputation before
 * @param after reputation after
 */
public record ReputationSeen(NodeId node, Ratio before, Ratio after) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.REPUTATION_SEEN;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(node.value());
        out.u128(before.value());
        out.u128(after.value());
    }

    static ReputationSeen decode(ScaleReader in) {
        return new ReputationSeen(NodeId.of(in.u32()), Ratio.of(in.u128()), Ratio.of(in.u128()));
    }
}
