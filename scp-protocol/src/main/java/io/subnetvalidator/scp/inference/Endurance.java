package io.subnetvalidator.scp.inference;

import java.time.Duration;

/**
 * How far a session goes to survive its servers.
 *
 * @param failures failures of all nodes together at which the session breaks off
 * @param perNode failures of one node, without a new step answered between them, after which the session does without it
 * @param firstPause how long a node that failed is left alone; doubled with every further failure of it
 * @param longestPause what the doubling ends at
 */
public record Endurance(int failures, int perNode, Duration firstPause, Duration longestPause) {

    /** Every node is asked until it fails and never again: for probes, where each failure counts once. */
    public static final Endurance ONE_FAILURE_EACH = new Endurance(Integer.MAX_VALUE, 1, Duration.ZERO, Duration.ZERO);

    private static final int MOST_DOUBLINGS = 30;

    /** @throws IllegalArgumentException when nothing may fail, or pauses are negative or in the wrong order */
    public Endurance {
        if (failures < 1 || perNode < 1) {
            throw new IllegalArgumentException("a session bears at least one failure of a node to have others asked");
        }
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "pauses grow from " + firstPause + " to " + longestPause + ", which is no range");
        }
    }

    /** For a user's session: a server that is restarted within half a minute or so is found again. */
    public static Endurance ofUser() {
        return new Endurance(64, 8, Duration.ofMillis(250), Duration.ofSeconds(8));
    }

    /** How long a node is left alone after so many failures of it, at least 1. */
    Duration pauseAfter(int failed) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(failed - 1, MOST_DOUBLINGS));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
