package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.Ratio;

/**
 * The chain settled an epoch.
 *
 * @param proposer who proposed
 * @param attestation share of validators that attested
 * @param accepted whether the share reached the consensus threshold
 */
public record SettlementSeen(NodeId proposer, Ratio attestation, boolean accepted) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.SETTLEMENT_SEEN;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(proposer.value());
        out.u128(attestation.value());
        out.bool(accepted);
    }

    static SettlementSeen decode(ScaleReader in) {
        return new SettlementSeen(NodeId.of(in.u32()), Ratio.of(in.u128()), in.bool());
    }
}
