package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers every finalized block once and in order, whatever a node reports: reports may skip blocks, repeat them or go
 * back after a change of endpoints. Missing blocks are fetched by number, and each must continue the one before it. Lives
 * on one event loop.
 */
final class FinalizedFollower {

    private static final Logger LOG = LoggerFactory.getLogger(FinalizedFollower.class);

    private final SubstrateRpc rpc;
    private final Consumer<Head> handler;

    private long next;
    private @Nullable Hash256 last;
    private @Nullable Head target;
    private boolean running;
    private boolean cancelled;

    /** @param first the first block to deliver; the first one reported when empty */
    FinalizedFollower(SubstrateRpc rpc, Optional<BlockNumber> first, Consumer<Head> handler) {
        this.rpc = rpc;
        this.handler = handler;
        this.next = first.map(BlockNumber::value).orElse(-1L);
    }

    void cancel() {
        cancelled = true;
    }

    /** A finalized head as the node reports it. */
    void reported(Head head) {
        if (next < 0) {
            next = head.number().value();
        }
        if (target == null || head.number().compareTo(target.number()) > 0) {
            target = head;
        }
        if (!running) {
            running = true;
            run();
        }
    }

    private void run() {
        while (!cancelled && target != null && next <= target.number().value()) {
            Head goal = target;
            Future<Optional<Head>> step =
                    next == goal.number().value() ? Future.succeededFuture(Optional.of(goal)) : fetch(next);
            if (!step.isComplete()) {
                step.onComplete(done -> {
                    if (accept(done.succeeded() ? done.result() : Optional.empty(), done.cause())) {
                        run();
                    }
                });
                return;
            }
            if (!accept(step.succeeded() ? step.result() : Optional.empty(), step.cause())) {
                return;
            }
        }
        running = false;
    }

    /** Delivers a block; when it is missing or does not fit, the next report is the next attempt. */
    private boolean accept(Optional<Head> found, @Nullable Throwable cause) {
        if (cancelled) {
            return false;
        }
        if (found.isEmpty()) {
            LOG.warn(
                    "finalized block {} cannot be read now: {}",
                    next,
                    cause == null ? "unknown block" : cause.getMessage());
            running = false;
            return false;
        }
        Head head = found.get();
        if (last != null && !last.equals(head.parent())) {
            LOG.error(
                    "finalized block {} does not continue the finalized block {} that was delivered before it; nothing more "
                            + "is delivered until the endpoint agrees again",
                    head,
                    last);
            running = false;
            return false;
        }
        last = head.hash();
        next++;
        handler.accept(head);
        return true;
    }

    private Future<Optional<Head>> fetch(long number) {
        return rpc.blockHash(BlockNumber.of(number))
                .compose(hash -> hash.isEmpty()
                        ? Future.succeededFuture(Optional.<Head>empty())
                        : rpc.header(hash.get()).map(header -> header.map(SubstrateRpc.Hashed::head)));
    }
}
