package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import java.util.List;

/**
 * The nodes of an epoch as the chain listed them at its first block.
 *
 * @param nodes nodes with their classes
 * @param blocks transformer blocks of the model
 */
public record RosterSeen(List<RosterMember> nodes, int blocks) implements LedgerEntry {

    /** More nodes than a subnet of the chain can hold; bounds what is read. */
    public static final int MAX_NODES = 16_384;

    public RosterSeen {
        nodes = List.copyOf(nodes);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.ROSTER_SEEN;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.vec(nodes, (w, m) -> m.encode(w));
        out.u16(blocks);
    }

    static RosterSeen decode(ScaleReader in) {
        return new RosterSeen(in.vec(MAX_NODES, RosterMember::decode), in.u16());
    }
}
