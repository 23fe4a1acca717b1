package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.NodeId;

/**
 * The chain took stake from a node.
 *
 * @param node the node
 * @param amount what was taken
 */
public record SlashSeen(NodeId node, Balance amount) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.SLASH_SEEN;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(node.value());
        out.u128(amount.units());
    }

    static SlashSeen decode(ScaleReader in) {
        return new SlashSeen(NodeId.of(in.u32()), Balance.of(in.u128()));
    }
}
