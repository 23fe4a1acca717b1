package io.subnetvalidator.scp.protocol;

/** Why a batch is not accepted. */
public enum BatchRefusal {
    OTHER_SUBNET("the batch belongs to another chain or subnet"),
    OTHER_EPOCH("the batch belongs to another epoch than the roster it was checked against"),
    NOT_A_VALIDATOR("its sender has not the Validator class in that epoch"),
    NO_SIGNING_KEY("the sender's registered peer id holds no Ed25519 key"),
    BAD_SIGNATURE("the signature is not the sender's"),
    OTHER_POLICY("it was made under another scoring policy"),
    OTHER_MODEL("it was checked against another model"),
    UNKNOWN_NODE("it has a row about a node that is not in the roster"),
    PRAISES_ITSELF("the row about its own sender is not empty");

    private final String sentence;

    BatchRefusal(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
