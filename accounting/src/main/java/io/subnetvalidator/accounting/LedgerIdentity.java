package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;

/**
 * Whose books a ledger holds. A ledger is bound to it by its first entry and never opens for another.
 *
 * @param genesis genesis hash of the chain
 * @param subnet the subnet the node belongs to
 * @param node the subnet node that keeps the books
 */
public record LedgerIdentity(Hash256 genesis, SubnetId subnet, NodeId node) {

    public void encode(ScaleWriter out) {
        out.raw(genesis.toBytes()).u32(subnet.value()).u32(node.value());
    }

    public static LedgerIdentity decode(ScaleReader in) {
        return new LedgerIdentity(Hash256.of(in.raw(Hash256.LENGTH)), SubnetId.of(in.u32()), NodeId.of(in.u32()));
    }

    @Override
    public String toString() {
        return "node " + node + " of subnet " + subnet + " on chain " + genesis.shortText();
    }
}
