package io.subnetvalidator.scp.protocol;

/** What a ledger line of the protocol is about; the code is stable and appears in logs, metrics and exports. */
public enum Cause {
    BATCH_READY("batch-ready", "the observation batch of the epoch is published"),
    BATCH_LATE("batch-late", "observations closed after the end of their epoch and were not published"),
    BATCH_EMPTY("batch-empty", "nothing was observed, so no batch is published"),
    BATCH_REFUSED("batch-refused", "a batch received does not count"),
    EQUIVOCATION("equivocation", "a validator signed two different batches for one epoch"),
    OWN_EQUIVOCATION("own-equivocation", "two different batches carry the own key: another process uses it"),
    PROOF_ACCEPTED("proof-accepted", "a fault proof was re-executed and holds"),
    PROOF_REJECTED("proof-rejected", "a fault proof was re-executed and does not hold"),
    ELECTED("elected", "the own node is the proposer of the epoch"),
    PROPOSED("proposed", "a proposal is submitted"),
    PROPOSAL_RESENT("proposal-resent", "the proposal is not on chain yet and is submitted again"),
    PROPOSAL_ON_CHAIN("proposal-on-chain", "the own proposal is on chain"),
    UNKNOWN_OWN_PROPOSAL(
            "unknown-own-proposal", "a proposal of the own node is on chain that this process did not make"),
    EMPTY_HANDED(
            "empty-handed",
            "fewer batches than two thirds of the validators, and too few attestors to expect: no proposal"),
    FORECAST_LOW("forecast-low", "too few attestors to expect: no proposal"),
    EMPTY_LIST("empty-list", "no node would be listed, which would mark every node absent: no proposal"),
    PROPOSAL_TOO_LATE("proposal-too-late", "the inputs came too late in the epoch for a proposal"),
    PROPOSER_ABSENT("proposer-absent", "the epoch ended without a proposal"),
    ATTESTED("attested", "the proposal was recomputed and is attested"),
    ATTESTATION_RESENT("attestation-resent", "the attestation is not on chain yet and is submitted again"),
    ATTESTATION_ON_CHAIN("attestation-on-chain", "the own attestation is on chain"),
    ATTESTATION_TOO_LATE("attestation-too-late", "the proposal passed too late in the epoch for an attestation"),
    DISSENTED("dissented", "the proposal is not attested"),
    ALREADY_ATTESTED_OTHER("already-attested-other", "another proposal of the epoch was attested on a fork that lost"),
    RECEIPT("receipt", "a submitted duty has an outcome"),
    CHAIN_STALLED("chain-stalled", "the chain shows no new head");

    private final String code;
    private final String sentence;

    Cause(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }
}
