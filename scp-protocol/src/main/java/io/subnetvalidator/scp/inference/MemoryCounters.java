package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Counters for a key that is used by this process alone and never again. */
public final class MemoryCounters implements SessionCounters {

    private final Map<Series, Integer> next = new HashMap<>();

    private record Series(Epoch epoch, PeerId server) {}

    @Override
    public synchronized Future<Integer> next(Epoch epoch, PeerId server) {
        return Future.succeededFuture(next.merge(new Series(epoch, server), 1, Integer::sum) - 1);
    }
}
