package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;

/** One node of an epoch with its class. */
public record RosterMember(NodeId node, NodeClass nodeClass) {

    void encode(ScaleWriter out) {
        out.u32(node.value());
        EntryChoice.write(out, NodeClass.values(), nodeClass);
    }

    static RosterMember decode(ScaleReader in) {
        return new RosterMember(NodeId.of(in.u32()), EntryChoice.read(in, NodeClass.values()));
    }
}
