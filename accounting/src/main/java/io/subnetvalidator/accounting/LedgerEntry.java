package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleWriter;

/**
 * A fact worth keeping. Entries hold integers, digests and texts only; their SCALE form is what the chain of hashes covers,
 * so a field is never added to a kind that exists: a new kind is.
 */
public sealed interface LedgerEntry
        permits LedgerOpened,
                RosterSeen,
                NodeAnnounced,
                ProbeObserved,
                VerdictReached,
                BatchSigned,
                BatchReceived,
                ScoresComputed,
                ElectionSeen,
                ProposalSubmitted,
                AttestationDecided,
                DutyMissed,
                ReceiptSeen,
                SettlementSeen,
                RewardSeen,
                SlashSeen,
                ReputationSeen,
                ProofStored,
                EpochClosed,
                OperatorAction {

    /** Largest SCALE form of one entry in bytes. */
    int MAX_PAYLOAD = 4 << 20;

    EntryKind kind();

    void encode(ScaleWriter out);

    /** Canonical bytes of this entry. */
    default byte[] toBytes() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }
}
