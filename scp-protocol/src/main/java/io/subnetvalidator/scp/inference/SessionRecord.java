package io.subnetvalidator.scp.inference;

import io.subnetvalidator.proofs.transcript.HopTranscript;
import io.subnetvalidator.proofs.transcript.SessionSeries;
import java.util.List;
import java.util.Optional;

/**
 * What happened in a session.
 *
 * @param hops every node that was asked, in the order of their spans; one that was given up stands before its replacement, and
 *     one that was asked again stands there again
 * @param tokens the tokens generated
 * @param brokenOff why the session ended before all tokens were there
 */
public record SessionRecord(List<Hop> hops, List<Integer> tokens, Optional<String> brokenOff) {

    public SessionRecord {
        hops = List.copyOf(hops);
        tokens = List.copyOf(tokens);
    }

    /**
     * One node's part.
     *
     * @param opened the first request, answered or not; empty when the node was never asked
     * @param transcript empty when the node never answered
     * @param millis for each step of the transcript, from sending to a verified answer
     * @param failure why the node was given up
     */
    public record Hop(
            Candidate node,
            Optional<SessionSeries.First> opened,
            Optional<HopTranscript> transcript,
            List<Long> millis,
            Optional<HopFailure> failure) {
        public Hop {
            millis = List.copyOf(millis);
        }
    }
}
