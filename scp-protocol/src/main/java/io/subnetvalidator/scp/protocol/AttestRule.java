package io.subnetvalidator.scp.protocol;

/**
 * The rules that a proposal must pass before it is attested, in the order in which they are checked. The code names the rule
 * in logs, metrics and the ledger; the letter is the step of the protocol specification.
 */
public enum AttestRule {
    FOREIGN_PROPOSAL("attest-foreign", "-", "the proposal is of other software and the foreign policy refuses it"),
    ARGS_MALFORMED("attest-args", "a", "the proposal's args are not readable"),
    WRONG_EPOCH("attest-epoch", "a", "the proposal is about another epoch than the one before it"),
    OTHER_POLICY("attest-policy", "a", "the proposal was computed under another scoring policy"),
    SET_MALFORMED("attest-set", "b", "the bit field does not fit the validators of the epoch"),
    SET_TOO_SMALL("attest-quorum", "b", "the proposal includes fewer batches than two thirds of the validators"),
    SET_UNRESOLVED("attest-set-unresolved", "c", "the list of included batches could not be fetched in time"),
    BATCH_UNAVAILABLE("attest-batch-missing", "c", "an included batch could not be fetched in time"),
    BATCH_INVALID("attest-batch-invalid", "c", "an included batch is not acceptable"),
    EQUIVOCATOR_INCLUDED("attest-equivocator", "c", "the batch of a validator that signed two batches is included"),
    SILENCED("attest-silenced", "d", "more timely batches are left out than may be faulty"),
    PROOF_UNAVAILABLE("attest-proof-missing", "e", "a fault proof named could not be fetched and judged in time"),
    PROOF_INVALID("attest-proof-invalid", "e", "a fault proof named does not hold"),
    PROOF_OMITTED("attest-proof-omitted", "e", "a valid fault proof known in time is left out"),
    SCORES_DIFFER("attest-scores", "f", "the scores differ from those computed from the same inputs"),
    QUEUE_COMMAND("attest-queue", "f", "the proposal carries a queue command that the policy does not ask for");

    private final String code;
    private final String step;
    private final String sentence;

    AttestRule(String code, String step, String sentence) {
        this.code = code;
        this.step = step;
        this.sentence = sentence;
    }

    public String code() {
        return code;
    }

    /** Step 6a to 6f of the protocol specification. */
    public String step() {
        return step;
    }

    public String sentence() {
        return sentence;
    }
}
