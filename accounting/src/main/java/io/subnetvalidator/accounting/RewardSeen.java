package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeId;

/**
 * The chain paid a node.
 *
 * @param node the node
 * @param source where the amount came from
 * @param amount what was paid
 */
public record RewardSeen(NodeId node, RewardSource source, Balance amount) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.REWARD_SEEN;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(node.value());
        source.write(out);
        out.u128(amount.units());
    }

    static RewardSeen decode(ScaleReader in) {
        return new RewardSeen(NodeId.of(in.u32()), RewardSource.read(in), Balance.of(in.u128()));
    }
}
