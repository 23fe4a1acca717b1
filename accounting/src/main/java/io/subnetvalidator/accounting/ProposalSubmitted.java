package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;

/**
 * This node handed a proposal to the chain.
 *
 * @param extrinsic hash of the extrinsic
 * @param scores digest of the score list
 * @param args digest of the proposal's {@code args}
 */
public record ProposalSubmitted(Hash256 extrinsic, Hash256 scores, Hash256 args) implements LedgerEntry {

    @Override
    public EntryKind kind() {
        return EntryKind.PROPOSAL_SUBMITTED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.raw(extrinsic.toBytes());
        out.raw(scores.toBytes());
        out.raw(args.toBytes());
    }

    static ProposalSubmitted decode(ScaleReader in) {
        return new ProposalSubmitted(
                Hash256.of(in.raw(Hash256.LENGTH)),
                Hash256.of(in.raw(Hash256.LENGTH)),
                Hash256.of(in.raw(Hash256.LENGTH)));
    }
}
