package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.subnetvalidator.core.view.ValidatorView;
import io.subnetvalidator.scp.protocol.Cause;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What one validator did last and how often, for the board and the metrics. */
final class DutyBoard {

    /** What happens around the duties; operators find it among the events. */
    private static final Set<Cause> NOT_DUTIES =
            Set.of(Cause.RECEIPT, Cause.PROOF_ACCEPTED, Cause.PROOF_REJECTED, Cause.BATCH_REFUSED);

    private final NodeId self;
    private final String hotkey;
    private final ProcessBoard board;
    private final ServiceMetrics metrics;
    private final LongSupplier ledgerEntries;
    private final AtomicLong proposals = new AtomicLong();
    private final AtomicLong attestations = new AtomicLong();
    private volatile String last = "waiting for the next epoch";

    DutyBoard(NodeId self, String hotkey, ProcessBoard board, ServiceMetrics metrics, LongSupplier ledgerEntries) {
        this.self = self;
        this.hotkey = hotkey;
        this.board = board;
        this.metrics = metrics;
        this.ledgerEntries = ledgerEntries;
    }

    NodeId self() {
        return self;
    }

    void note(Cause cause, String sentence) {
        if (NOT_DUTIES.contains(cause)) {
            return;
        }
        metrics.duty("protocol", cause.code());
        if (cause == Cause.PROPOSAL_ON_CHAIN) {
            proposals.incrementAndGet();
        }
        if (cause == Cause.ATTESTATION_ON_CHAIN) {
            attestations.incrementAndGet();
        }
        last = sentence;
        show();
    }

    void dissented() {
        metrics.duty("attest", "dissent");
    }

    void show() {
        board.validator(new ValidatorView(
                self.value(), hotkey, "running", last, ledgerEntries.getAsLong(), proposals.get(), attestations.get()));
    }
}
