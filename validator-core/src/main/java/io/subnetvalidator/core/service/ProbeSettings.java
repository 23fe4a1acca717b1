package io.subnetvalidator.core.service;

import io.subnetvalidator.scp.probe.ProbePlan;
import java.time.Duration;

/**
 * How a validator probes.
 *
 * @param budget sessions per node and epoch, and their window
 * @param stepDeadline how long one step at one node may take before it counts as unanswered
 * @param concurrent sessions at the same time
 */
public record ProbeSettings(ProbePlan.Budget budget, Duration stepDeadline, int concurrent) {

    private static final int MOST_STEPS = 4;
    private static final int CONCURRENT = 4;

    /** Blocks between the last start of a probe and the close of observations: the session, the two up to the one that draws. */
    private static final long MARGIN = 5;

    /**
     * Probes spread from the second block of an epoch to shortly before observations close.
     *
     * @param perNode least sessions through each node
     * @param closeOffset offset at which observations close
     */
    public static ProbeSettings of(int perNode, long closeOffset, Duration stepDeadline) {
        long last = Math.max(1, closeOffset - MARGIN);
        return new ProbeSettings(new ProbePlan.Budget(perNode, 1, last, MOST_STEPS), stepDeadline, CONCURRENT);
    }
}
