package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.NodeId;

/**
 * The chain elected the proposer of an epoch.
 *
 * @param proposer who proposes
 */
public record ElectionSeen(NodeId proposer) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.ELECTION_SEEN;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(proposer.value());
    }

    static ElectionSeen decode(ScaleReader in) {
        return new ElectionSeen(NodeId.of(in.u32()));
    }
}
