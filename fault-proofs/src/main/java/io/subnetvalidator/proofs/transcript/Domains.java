package io.subnetvalidator.proofs.transcript;

/** Domain separation of what this package hashes and signs. */
final class Domains {

    static final String ROWS = "hypertensor-scp/1/rows";
    static final String BOUNDARIES = "hypertensor-scp/1/boundaries";
    static final String ANNOUNCEMENT = "hypertensor-scp/1/span-announcement";
    static final String PROVENANCE = "hypertensor-scp/1/input-provenance";
    static final String PROMPT = "hypertensor-scp/1/seeded-prompt";
    static final String SALT = "hypertensor-scp/1/probe-salt";
    static final String REQUEST = "hypertensor-scp/1/step-request";
    static final String REQUEST_BODY = "hypertensor-scp/1/step-request-body";
    static final String ANSWER = "hypertensor-scp/1/step-answer";
    static final String SESSION = "hypertensor-scp/1/session-answers";
    static final String CHALLENGE = "hypertensor-scp/1/challenged-block";
    static final String OPENING = "hypertensor-scp/1/opening";

    private Domains() {}
}
