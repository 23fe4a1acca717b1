package io.subnetvalidator.accounting;

import io.subnetvalidator.chain.scale.ScaleReader;
import java.util.Optional;

/** The kinds of entries. Numbers and names are part of the ledger's format and are never reused. */
public enum EntryKind {
    LEDGER_OPENED(0),
    ROSTER_SEEN(1),
    NODE_ANNOUNCED(2),
    PROBE_OBSERVED(3),
    VERDICT_REACHED(4),
    BATCH_SIGNED(5),
    BATCH_RECEIVED(6),
    SCORES_COMPUTED(7),
    ELECTION_SEEN(8),
    PROPOSAL_SUBMITTED(9),
    ATTESTATION_DECIDED(10),
    DUTY_MISSED(11),
    RECEIPT_SEEN(12),
    SETTLEMENT_SEEN(13),
    REWARD_SEEN(14),
    SLASH_SEEN(15),
    REPUTATION_SEEN(16),
    PROOF_STORED(17),
    EPOCH_CLOSED(18),
    OPERATOR_ACTION(19);

    private static final EntryKind[] BY_NUMBER = values();

    private final int number;

    EntryKind(int number) {
        this.number = number;
    }

    /** The number that stands in the ledger. */
    public int number() {
        return number;
    }

    /** The kind with this number; empty when a newer release wrote it. */
    public static Optional<EntryKind> of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? Optional.of(BY_NUMBER[number]) : Optional.empty();
    }

    /** @throws io.subnetvalidator.chain.scale.ScaleException when the bytes are not an entry of this kind */
    public LedgerEntry decode(byte[] payload) {
        ScaleReader in = new ScaleReader(payload);
        LedgerEntry entry = switch (this) {
            case LEDGER_OPENED -> LedgerOpened.decode(in);
            case ROSTER_SEEN -> RosterSeen.decode(in);
            case NODE_ANNOUNCED -> NodeAnnounced.decode(in);
            case PROBE_OBSERVED -> ProbeObserved.decode(in);
            case VERDICT_REACHED -> VerdictReached.decode(in);
            case BATCH_SIGNED -> BatchSigned.decode(in);
            case BATCH_RECEIVED -> BatchReceived.decode(in);
            case SCORES_COMPUTED -> ScoresComputed.decode(in);
            case ELECTION_SEEN -> ElectionSeen.decode(in);
            case PROPOSAL_SUBMITTED -> ProposalSubmitted.decode(in);
            case ATTESTATION_DECIDED -> AttestationDecided.decode(in);
            case DUTY_MISSED -> DutyMissed.decode(in);
            case RECEIPT_SEEN -> ReceiptSeen.decode(in);
            case SETTLEMENT_SEEN -> SettlementSeen.decode(in);
            case REWARD_SEEN -> RewardSeen.decode(in);
            case SLASH_SEEN -> SlashSeen.decode(in);
            case REPUTATION_SEEN -> ReputationSeen.decode(in);
            case PROOF_STORED -> ProofStored.decode(in);
            case EPOCH_CLOSED -> EpochClosed.decode(in);
            case OPERATOR_ACTION -> OperatorAction.decode(in);
        };
        in.requireEnd();
        return entry;
    }
}
