package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.Admission;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits the peers that the chain entitles, for as long as what it said is fresh: nobody before the first answer, and nobody once the
 * last one is older than the grace. Safe for use from any thread.
 */
public final class StakeGate implements Admission {

    private final LongSupplier nanoClock;
    private final long grace;
    private final Consumer<Collection<PeerStanding>> confirmed;
    private volatile @Nullable Confirmed last;

    private record Confirmed(Map<PeerId, PeerStanding> standings, long atNanos) {}

    /**
     * @param nanoClock monotonic time in nanoseconds
     * @param grace how long an answer of the chain stands when no newer one comes
     */
    public StakeGate(LongSupplier nanoClock, Duration grace) {
        this(nanoClock, grace, standings -> {});
    }

    /** @param confirmed told the standing of every peer whenever the chain was read */
    public StakeGate(LongSupplier nanoClock, Duration grace, Consumer<Collection<PeerStanding>> confirmed) {
        this.nanoClock = nanoClock;
        this.grace = grace.toNanos();
        this.confirmed = confirmed;
    }

    /** Replaces what the chain said; the grace begins anew. */
    public void confirm(Map<PeerId, PeerStanding> standings) {
        last = new Confirmed(Map.copyOf(standings), nanoClock.getAsLong());
        confirmed.accept(standings.values());
    }

    @Override
    public boolean admits(PeerId peer) {
        return isFresh() && standing(peer).admitted();
    }

    /** Whether the chain has been read within the grace; when not, nobody is admitted. */
    public boolean isFresh() {
        Confirmed confirmed = last;
        return confirmed != null && nanoClock.getAsLong() - confirmed.atNanos() <= grace;
    }

    /** What the chain last said of a peer, however long ago. */
    public PeerStanding standing(PeerId peer) {
        Confirmed confirmed = last;
        return confirmed == null
                ? PeerStanding.UNREGISTERED
                : confirmed.standings().getOrDefault(peer, PeerStanding.UNREGISTERED);
    }
}
