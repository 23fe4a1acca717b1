package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.ProbeObserved;
import io.subnetvalidator.accounting.ProbeOutcome;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.scp.inference.HopFailure;
import io.subnetvalidator.scp.inference.SessionRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns one node's part in a session into the ledger's terms. */
final class HopAccount {

    private static final String UNANSWERED_DOMAIN = "subnet-validator/unanswered-hop/1";

    private HopAccount() {}

    /** A hop counts as one probe: answered when every step asked was answered in time. */
    static ProbeObserved of(NodeId node, SessionRecord.Hop hop) {
        ProbeOutcome outcome = hop.failure().map(HopAccount::outcome).orElse(ProbeOutcome.ANSWERED);
        long tokens = hop.transcript().map(HopAccount::tokens).orElse(0L);
        long busy = hop.millis().stream().mapToLong(Long::longValue).sum();
        long first = hop.millis().isEmpty() ? 0 : hop.millis().get(0);
        return new ProbeObserved(node, probe(hop), outcome, first, tokens, busy);
    }

    /** The same probe when the node then refused to show what it had committed to: it counts as not answered. */
    static ProbeObserved unopened(ProbeObserved observed) {
        return new ProbeObserved(
                observed.node(),
                observed.probe(),
                ProbeOutcome.REFUSED,
                observed.latencyMs(),
                observed.tokens(),
                observed.busyMs());
    }

    private static ProbeOutcome outcome(HopFailure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE, BROKEN_OFF, TIMEOUT -> ProbeOutcome.SILENT;
            case REFUSED -> ProbeOutcome.REFUSED;
            case BAD_ANSWER -> ProbeOutcome.MALFORMED;
        };
    }

    private static Hash256 probe(SessionRecord.Hop hop) {
        Optional<HopTranscript> transcript = hop.transcript();
        return transcript
                .map(HopTranscript::digest)
                .orElseGet(() -> Blake2b.domainHash(
                        UNANSWERED_DOMAIN,
                        hop.node().peer().multihash(),
                        hop.failure().map(HopFailure::message).orElse("").getBytes(StandardCharsets.UTF_8)));
    }

    private static long tokens(HopTranscript transcript) {
        return transcript.steps().stream()
                .mapToLong(step -> step.request().request().tokens())
                .sum();
    }
}
