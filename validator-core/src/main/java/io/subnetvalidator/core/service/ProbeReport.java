package io.subnetvalidator.core.service;

import java.util.List;
import java.util.Optional;

/**
 * What came of one probe of one node; the same object in text and JSON.
 *
 * @param node id of the node
 * @param peer its peer id
 * @param address where it was asked
 * @param epoch subnet epoch of the session
 * @param span blocks that the node announces; empty when it announced nothing usable
 * @param profile class of numbers that it announces
 * @param promptTokens tokens of the first step
 * @param answer the probe's outcome in lower case, such as "answered" or "silent"; "not-asked" when no session came to the node
 * @param millis for each answered step, from sending to a verified answer
 * @param checked what was computed again: "whole-span", "opened" or "nothing"
 * @param verdict the verdict in lower case; "none" when nothing was checked
 * @param reason why, in words
 * @param proof digest of the fault proof
 * @param proofFile where the fault proof was written
 */
public record ProbeReport(
        long node,
        String peer,
        String address,
        long epoch,
        Optional<String> span,
        Optional<String> profile,
        int promptTokens,
        String answer,
        List<Long> millis,
        String checked,
        String verdict,
        String reason,
        Optional<String> proof,
        Optional<String> proofFile) {

    public static final String CORRECT = "correct";

    public ProbeReport {
        millis = List.copyOf(millis);
    }

    /** Whether the node answered everything and rightly. */
    public boolean passed() {
        return verdict.equals(CORRECT) && answer.equals("answered");
    }
}
