package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Optional;

/**
 * This node decided about a proposal.
 *
 * @param proposer who proposed
 * @param proposal digest of the proposal's data
 * @param extrinsic hash of the attestation; empty when it was not sent
 * @param failedRule the first rule that failed; empty when the proposal was attested
 * @param detail the difference, in one sentence
 */
public record AttestationDecided(
        NodeId proposer, Hash256 proposal, Optional<Hash256> extrinsic, Optional<String> failedRule, String detail)
        implements LedgerEntry {

    public AttestationDecided {
        failedRule = failedRule.map(EntryText::clip);
        detail = EntryText.clip(detail);
    }

    @Override
    public EntryKind kind() {
        return EntryKind.ATTESTATION_DECIDED;
    }

    @Override
    public void encode(ScaleWriter out) {
        out.u32(proposer.value());
        out.raw(proposal.toBytes());
        out.option(extrinsic, (w, h) -> w.raw(h.toBytes()));
        out.option(failedRule, ScaleWriter::string);
        out.string(detail);
    }

    static AttestationDecided decode(ScaleReader in) {
        return new AttestationDecided(
                NodeId.of(in.u32()),
                Hash256.of(in.raw(Hash256.LENGTH)),
                in.option(r -> Hash256.of(r.raw(Hash256.LENGTH))),
                in.option(EntryText::read),
                EntryText.read(in));
    }

    public boolean attested() {
        return failedRule.isEmpty();
    }
}
