package io.subnetvalidator.core.service;

import io.subnetvalidator.accounting.EntryScope;
import io.subnetvalidator.accounting.Ledger;
import io.subnetvalidator.accounting.LedgerDraft;
import io.subnetvalidator.accounting.LedgerEntry;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.metrics.ServiceMetrics;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands entries to the blocking ledger on a worker, in the order of the calls. The worker has one thread and that keeps the order:
 * ordered execution would share one queue with every other worker of the same context.
 */
final class LedgerDesk {

    private final Ledger ledger;
    private final WorkerExecutor worker;
    private final Clock clock;
    private final SubnetId subnet;
    private final ServiceMetrics metrics;
    private final AtomicLong entries = new AtomicLong();
    private volatile boolean closed;

    LedgerDesk(Ledger ledger, WorkerExecutor worker, Clock clock, SubnetId subnet, ServiceMetrics metrics) {
        this.ledger = ledger;
        this.worker = worker;
        this.clock = clock;
        this.subnet = subnet;
        this.metrics = metrics;
    }

    /** Takes nothing more; what came before is still written. */
    void close() {
        closed = true;
    }

    /** Completes when the entries are durable; after {@link #close} nothing is written. */
    Future<Void> append(Epoch epoch, Optional<BlockNumber> block, List<? extends LedgerEntry> newEntries) {
        if (closed) {
            return Future.succeededFuture();
        }
        EntryScope scope = new EntryScope(subnet, Optional.of(epoch), block, clock.instant());
        List<LedgerDraft> drafts =
                newEntries.stream().map(entry -> new LedgerDraft(scope, entry)).toList();
        return worker.executeBlocking(
                        () -> {
                            ledger.append(drafts);
                            return drafts.size();
                        },
                        false)
                .map(count -> {
                    metrics.ledgerAppended(count);
                    entries.addAndGet(count);
                    return null;
                });
    }

    /** Completes when the closing entry of the epoch is durable. */
    Future<Void> closeEpoch(Epoch epoch) {
        if (closed) {
            return Future.succeededFuture();
        }
        EntryScope scope = new EntryScope(subnet, Optional.of(epoch), Optional.empty(), clock.instant());
        return worker.executeBlocking(() -> ledger.closeEpoch(scope), false).mapEmpty();
    }

    /** Entries appended by this process. */
    long appended() {
        return entries.get();
    }
}
