package io.subnetvalidator.scp.hivemind;

import io.subnetvalidator.proofs.compare.Finding;
import io.subnetvalidator.proofs.compare.Statistics;
import io.subnetvalidator.scp.p2p.PeerException;
import java.util.Optional;

/**
 * What one probe of a span saw. The server signs nothing and declares no arithmetic, so this is an observation of whoever made it
 * and nothing that others could check: it can never become a fault proof.
 */
public sealed interface SpanObservation {

    /** The server could not be asked, or talked nonsense. */
    record Unanswered(PeerException.Reason reason, String message) implements SpanObservation {}

    /** The server answered with an error; the text is its own. */
    record Refused(String message) implements SpanObservation {}

    /** The output cannot be that of any computation of these blocks. */
    record Flawed(Flaw flaw, String detail) implements SpanObservation {}

    /** What is wrong with an output before it is compared with anything. */
    enum Flaw {
        SHAPE,
        NOT_FINITE,
        /** The input came back unchanged. */
        INPUT_RETURNED
    }

    /**
     * The output was compared with the reference.
     *
     * @param type in which the server sent it
     * @param statistics how far it is off
     * @param finding where it is further off than the profile allows; empty when it is not
     */
    record Compared(ElementType type, Statistics statistics, Optional<Finding> finding) implements SpanObservation {}

    /**
     * The same input was sent several times; there were no weights to compare with.
     *
     * @param sameBits whether every output had the bits of the first
     * @param largestDifference greatest distance of an output from the first, divided by the greatest magnitude that the blocks
     *     added to the input
     */
    record Repeated(int runs, boolean sameBits, double largestDifference) implements SpanObservation {}
}
