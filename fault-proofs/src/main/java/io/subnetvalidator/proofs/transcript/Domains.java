package io.subnetvalidator.proofs.transcript;

/** Domain separation of what this package hashes and signs. */
final class Domains {

    static final String ROWS = "hypertensor-scp/1/rows";
    static final String ANNOUNCEMENT = "hypertensor-scp/1/span-announcement";
    static final String REQUEST = "hypertensor-scp/1/step-request";
    static final String ANSWER = "hypertensor-scp/1/step-answer";
    static final String TRANSCRIPT = "hypertensor-scp/1/hop-transcript";

    private Domains() {}
}
