package io.subnetvalidator.proofs.dispute;

/** Domain separation of what this package hashes and signs. */
final class DisputeDomains {

    static final String TRACE = "hypertensor-scp/1/block-trace";
    static final String CLAIM = "hypertensor-scp/1/block-trace-claim";
    static final String DISPUTE = "hypertensor-scp/1/dispute";
    static final String MOVE = "hypertensor-scp/1/dispute-move";

    private DisputeDomains() {}
}
