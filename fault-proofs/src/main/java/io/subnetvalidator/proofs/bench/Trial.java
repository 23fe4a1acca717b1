package io.subnetvalidator.proofs.bench;

import io.subnetvalidator.proofs.compare.Statistics;
import java.util.Map;
import java.util.Set;

/**
 * One answer before all judges.
 *
 * @param alarms judges that call it a fault
 * @param statistics what the judges with profiles saw
 */
record Trial(Set<Judge> alarms, Map<Judge, Statistics> statistics) {

    /** What a judge with a profile saw. */
    Statistics seenBy(Judge judge) {
        Statistics seen = statistics.get(judge);
        if (seen == null) {
            throw new IllegalArgumentException(judge + " has no statistics");
        }
        return seen;
    }
}
