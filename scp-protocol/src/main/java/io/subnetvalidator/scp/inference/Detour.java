package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.BlockSpan;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What takes the place of some neighbouring hops of a running session. A node serves its whole span only, so other nodes may fit
 * in for the failed hop and a neighbour together where none fit in for the failed hop alone.
 *
 * @param from first hop to give up
 * @param end first hop behind that stays
 * @param route nodes for the blocks of the hops given up
 */
record Detour(int from, int end, List<Candidate> route) {

    Detour {
        route = List.copyOf(route);
    }

    /**
     * The detour that gives up the fewest hops, since each costs a replay; of these the cheapest, then the first. Empty when the
     * candidates form no chain over any stretch of hops with the failed one in it.
     *
     * @param hops spans of the session's hops, in order
     * @param failed index of the hop that failed
     */
    static Optional<Detour> around(List<BlockSpan> hops, int failed, Collection<Candidate> candidates) {
        for (int width = 1; width <= hops.size(); width++) {
            Optional<Detour> best = Optional.empty();
            for (int from = Math.max(0, failed - width + 1); from <= Math.min(failed, hops.size() - width); from++) {
                Optional<Detour> found = over(hops, from, from + width, candidates);
                best = cheaper(best, found);
            }
            if (best.isPresent()) {
                return best;
            }
        }
        return Optional.empty();
    }

    private static Optional<Detour> over(List<BlockSpan> hops, int from, int end, Collection<Candidate> candidates) {
        BlockSpan blocks =
                BlockSpan.between(hops.get(from).first(), hops.get(end - 1).end());
        return RoutePlanner.plan(blocks, candidates).map(route -> new Detour(from, end, route));
    }

    private static Optional<Detour> cheaper(Optional<Detour> one, Optional<Detour> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.comparingLong(Detour::cost));
    }

    private long cost() {
        return route.stream().mapToLong(Candidate::cost).sum();
    }
}
