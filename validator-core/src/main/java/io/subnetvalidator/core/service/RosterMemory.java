package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.scp.protocol.Roster;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The rosters of epochs, for questions about who was registered as what; the last ones asked for are remembered. Thread-safe. */
final class RosterMemory {

    /** The running epoch, the one being settled, and some more for late proofs. */
    private static final int EPOCHS = 8;

    private final Function<Epoch, Future<Optional<Roster>>> chain;
    private final TreeMap<Epoch, Roster> rosters = new TreeMap<>();

    /** @param chain reads the roster of an epoch; empty when it has not begun */
    RosterMemory(Function<Epoch, Future<Optional<Roster>>> chain) {
        this.chain = chain;
    }

    synchronized void keep(Roster roster) {
        rosters.put(roster.epoch(), roster);
        while (rosters.size() > EPOCHS) {
            rosters.pollFirstEntry();
        }
    }

    /** The roster of an epoch, from the chain where it is not remembered; empty for an epoch that has not begun. */
    Future<Optional<Roster>> of(Epoch epoch) {
        Optional<Roster> known = remembered(epoch);
        return known.isPresent()
                ? Future.succeededFuture(known)
                : chain.apply(epoch).onSuccess(read -> read.ifPresent(this::keep));
    }

    private synchronized Optional<Roster> remembered(Epoch epoch) {
        return Optional.ofNullable(rosters.get(epoch));
    }
}
