package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.Epoch;
import java.util.Comparator;
import java.util.List;

/** The observer's side of one epoch: close the observations once, publish one batch. */
final class ObserverDuty {

    private enum Phase {
        OBSERVING,
        CLOSING,
        CLOSED
    }

    private final ProtocolSettings settings;
    private final Epoch epoch;
    private Phase phase = Phase.OBSERVING;

    ObserverDuty(ProtocolSettings settings, Epoch epoch) {
        this.settings = settings;
        this.epoch = epoch;
    }

    void advance(ChainPoint point, Roster roster, Effects out) {
        boolean due = point.offset() >= settings.timing().close();
        if (phase == Phase.OBSERVING && due && roster.isValidator(settings.self())) {
            phase = Phase.CLOSING;
            out.add(new Effect.CloseObservations(epoch));
        }
    }

    /** Publishes what was observed; rows about nodes outside the roster and about itself do not belong into a batch. */
    void close(List<NodeObservation> rows, Epoch current, Roster roster, Effects out) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        if (!current.equals(epoch)) {
            out.note(epoch, Cause.BATCH_LATE, "current_epoch", current, "rows", rows.size());
            return;
        }
        List<NodeObservation> kept = rows.stream()
                .filter(row ->
                        roster.node(row.node()).isPresent() && !row.node().equals(settings.self()))
                .sorted(Comparator.comparing(NodeObservation::node))
                .map(ObserverDuty::withinFaultLimit)
                .toList();
        if (kept.stream().allMatch(row -> row.sent() == 0)) {
            out.note(epoch, Cause.BATCH_EMPTY, "rows", kept.size());
            return;
        }
        ObservationBatch batch = new ObservationBatch(
                settings.context(), epoch, settings.self(), kept, settings.modelRoot(), settings.policyDigest());
        long probes = kept.stream().mapToLong(NodeObservation::sent).sum();
        long faults = kept.stream().mapToLong(row -> row.faults().size()).sum();
        out.note(epoch, Cause.BATCH_READY, "rows", kept.size(), "probes", probes, "faults", faults);
        out.add(new Effect.PublishBatch(batch));
    }

    private static NodeObservation withinFaultLimit(NodeObservation row) {
        if (row.faults().size() <= ObservationBatch.MAX_FAULTS_PER_ROW) {
            return row;
        }
        return new NodeObservation(
                row.node(),
                row.sent(),
                row.answered(),
                row.correct(),
                row.faults().subList(0, ObservationBatch.MAX_FAULTS_PER_ROW),
                row.latencyMedianMs(),
                row.latencyP95Ms(),
                row.tokens(),
                row.busyMs(),
                row.span(),
                row.modelRoot());
    }
}
