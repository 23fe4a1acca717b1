package io.subnetvalidator.scp.journal;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;

/** Whose signatures a journal is about; a journal of another chain, subnet or node is refused. */
public record JournalOwner(Hash256 genesis, SubnetId subnet, NodeId node) {

    static final int BYTES = Hash256.LENGTH + 4 + 4;

    byte[] toBytes() {
        return new ScaleWriter()
                .raw(genesis.toBytes())
                .u32(subnet.value())
                .u32(node.value())
                .toBytes();
    }

    static JournalOwner decode(ScaleReader in) {
        Hash256 genesis = Hash256.of(in.raw(Hash256.LENGTH));
        SubnetId subnet = SubnetId.of(in.u32());
        return new JournalOwner(genesis, subnet, NodeId.of(in.u32()));
    }

    /** For people: {@code node 3 of subnet 128001 on chain 27acefd0}. */
    @Override
    public String toString() {
        return "node " + node + " of subnet " + subnet + " on chain " + genesis.shortText();
    }
}
