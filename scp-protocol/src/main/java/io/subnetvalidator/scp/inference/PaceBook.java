package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.PeerId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What this client has measured of the nodes, and what it therefore expects of a step of one token at a node that serves
 * {@code b} blocks:
 *
 * <pre>
 * expected = roundTrip + b * perBlock + failures * costOfFailure
 * </pre>
 *
 * The first two are {@link FadingMean}s of round trips and of what steps of one token took beyond them; {@code failures} counts
 * the node's failures, each half as much after every half-life, up to a bound. Where nothing is measured of a node, half of the best
 * measured of any is assumed, within bounds: it is tried soon, and bears what it then shows. The sum over the hops of a route is its
 * expected time, so the cheapest route of {@link RoutePlanner} over candidates priced here is the one with the least.
 *
 * <p>Announcements hold no throughput; everything here is measured. Thread-safe.
 */
public final class PaceBook {

    /**
     * How measurements are weighed.
     *
     * @param halfLife after which a measurement counts half
     * @param roundTrip bounds of what is assumed for a round trip
     * @param perBlock bounds of what is assumed for one token in one block
     * @param costOfFailure milliseconds that a failure counts for
     * @param mostFailures bound of how many are counted
     */
    public record Tuning(
            Duration halfLife, Bounds roundTrip, Bounds perBlock, double costOfFailure, double mostFailures) {

        public static final Tuning DEFAULT =
                new Tuning(Duration.ofMinutes(2), new Bounds(1, 100), new Bounds(0.05, 20), 5_000, 8);

        public Tuning {
            if (halfLife.toMillis() < 1 || costOfFailure < 0 || mostFailures < 1) {
                throw new IllegalArgumentException("a half-life and a cost of failures are positive, not " + halfLife
                        + " and " + costOfFailure + " for up to " + mostFailures);
            }
        }
    }

    /** Milliseconds. */
    public record Bounds(double least, double most) {
        public Bounds {
            if (!(least > 0 && least <= most)) {
                throw new IllegalArgumentException("bounds lie in order above zero, unlike " + least + " and " + most);
            }
        }

        double within(double value) {
            return Math.min(most, Math.max(least, value));
        }
    }

    private static final int MOST_PEERS = 4096;

    private final Tuning tuning;
    private final LongSupplier clock;

    /** The one that was measured longest ago first. */
    private final Map<PeerId, Pace> paces = new LinkedHashMap<>();

    private record Pace(FadingMean roundTrip, FadingMean perBlock, FadingMean failures) {
        private static final Pace UNKNOWN = new Pace(FadingMean.NONE, FadingMean.NONE, FadingMean.NONE);
    }

    /** @param clock milliseconds that never go back */
    public PaceBook(Tuning tuning, LongSupplier clock) {
        this.tuning = tuning;
        this.clock = clock;
    }

    /** Takes how long a node took to answer a question that costs it nothing. */
    public synchronized void roundTrip(PeerId node, long millis) {
        Pace pace = paces.getOrDefault(node, Pace.UNKNOWN);
        long now = clock.getAsLong();
        keep(node, new Pace(pace.roundTrip().with((double) millis, now, halfLife()), pace.perBlock(), pace.failures()));
    }

    /**
     * Takes what a session showed of every node in it. Steps of one token count alone: a long session consists of them, and a
     * prefill says little of what a token costs.
     */
    public synchronized void learn(SessionRecord session) {
        session.hops().forEach(this::learn);
    }

    private void learn(SessionRecord.Hop hop) {
        PeerId node = hop.node().peer();
        long now = clock.getAsLong();
        Pace pace = paces.getOrDefault(node, Pace.UNKNOWN);
        double roundTrip = pace.roundTrip().mean(assumedRoundTrip(), now, halfLife());
        FadingMean perBlock = pace.perBlock();
        List<Long> millis = hop.millis();
        for (int step = 0; step < millis.size(); step++) {
            if (tokens(hop, step) == 1) {
                double computed = Math.max(0, millis.get(step) - roundTrip);
                perBlock = perBlock.with(computed / hop.node().span().count(), now, halfLife());
            }
        }
        FadingMean failures = hop.failure().isPresent() ? pace.failures().with(1, now, halfLife()) : pace.failures();
        keep(node, new Pace(pace.roundTrip(), perBlock, failures));
    }

    private static int tokens(SessionRecord.Hop hop, int step) {
        return hop.transcript()
                .orElseThrow()
                .steps()
                .get(step)
                .request()
                .request()
                .tokens();
    }

    /** What a step of one token is expected to take at this node, in milliseconds. */
    public synchronized double expected(PeerId node, int blocks) {
        long now = clock.getAsLong();
        Pace pace = paces.getOrDefault(node, Pace.UNKNOWN);
        double failures = Math.min(tuning.mostFailures(), pace.failures().weight(now, halfLife()));
        return pace.roundTrip().mean(assumedRoundTrip(), now, halfLife())
                + blocks * pace.perBlock().mean(assumedPerBlock(), now, halfLife())
                + failures * tuning.costOfFailure();
    }

    /** The node at its expected time in whole milliseconds, rounded up, with something added. */
    public Candidate priced(Candidate node, int more) {
        double expected = Math.ceil(expected(node.peer(), node.span().count()));
        return new Candidate(node.address(), node.announcement(), (int) Math.min(Integer.MAX_VALUE, expected + more));
    }

    private double assumedRoundTrip() {
        return tuning.roundTrip().within(bestOf(Pace::roundTrip) / 2);
    }

    private double assumedPerBlock() {
        return tuning.perBlock().within(bestOf(Pace::perBlock) / 2);
    }

    /** The least measured mean; infinite when nothing is measured, which the bounds end. */
    private double bestOf(Function<Pace, FadingMean> part) {
        return paces.values().stream()
                .map(part)
                .filter(mean -> mean.weight() > 0)
                .mapToDouble(FadingMean::measured)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private void keep(PeerId node, Pace pace) {
        paces.remove(node);
        paces.put(node, pace);
        if (paces.size() > MOST_PEERS) {
            paces.remove(paces.keySet().iterator().next());
        }
    }

    private long halfLife() {
        return tuning.halfLife().toMillis();
    }
}
