package io.subnetvalidator.core.service;

import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.proofs.transcript.Opening;
import io.subnetvalidator.scp.inference.InferenceClient;
import io.subnetvalidator.scp.inference.SessionRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has nodes open the block that a chain block draws, which nobody could know when the node committed to everything. Confined to one event loop context.
 */
final class OpeningDesk {

    /** A node may see the next head before this validator does, hold its last answer back until then and try out answers. */
    private static final int HEADS_AHEAD = 1;

    private final InferenceClient client;
    private final Duration deadline;
    private final List<Waiting> waiting = new ArrayList<>();
    private long newest;
    private boolean stopped;

    private record Waiting(long after, Promise<Beacon> beacon) {}

    OpeningDesk(InferenceClient client, Duration deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    /** Takes a new best head. */
    void head(Beacon head) {
        newest = Math.max(newest, head.block().value());
        List<Waiting> due = waiting.stream()
                .filter(one -> head.block().value() > one.after())
                .toList();
        waiting.removeAll(due);
        due.forEach(one -> one.beacon().complete(head));
    }

    /**
     * The opening of a hop that has answered all it will be asked; empty when the node does not open. A reorganisation that takes the
     * chain block away changes nothing: the node had committed before it could know the hash.
     */
    Future<Optional<Opening>> open(SessionRecord.Hop hop) {
        if (stopped) {
            return Future.succeededFuture(Optional.empty());
        }
        Promise<Beacon> beacon = Promise.promise();
        waiting.add(new Waiting(newest + HEADS_AHEAD, beacon));
        return beacon.future()
                .compose(known -> client.open(hop.node(), hop.transcript().orElseThrow(), known, deadline))
                .map(Optional::of)
                .otherwise(Optional.empty());
    }

    /** Lets go of what still waits. */
    void stop() {
        stopped = true;
        List<Waiting> left = List.copyOf(waiting);
        waiting.clear();
        left.forEach(one -> one.beacon().fail("stopped"));
    }
}
