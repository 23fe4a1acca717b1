package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses nodes whose spans follow each other without gap or overlap. A node serves its whole announced span or nothing, so a
 * route is a path over span boundaries; of all paths the one with the least total cost is taken, then the one with fewer hops,
 * then by peer ids, so that equal input gives an equal route.
 */
public final class RoutePlanner {

    private static final Comparator<Path> BETTER = Comparator.comparingLong(Path::cost)
            .thenComparingInt(path -> path.hops().size())
            .thenComparing(path ->
                    path.hops().stream().map(hop -> hop.peer().text()).reduce("", (left, right) -> left + " " + right));

    private record Path(long cost, List<Candidate> hops) {

        Path after(Candidate first) {
            List<Candidate> longer = new ArrayList<>(hops.size() + 1);
            longer.add(first);
            longer.addAll(hops);
            return new Path(cost + first.cost(), longer);
        }
    }

    private RoutePlanner() {}

    /** The best route over these blocks; empty when there is none. */
    public static Optional<List<Candidate>> plan(BlockSpan blocks, Collection<Candidate> candidates) {
        return path(blocks.first(), blocks.end(), candidates);
    }

    /** The best route over these blocks that uses this node; empty when the node is no candidate or no route leads through it. */
    public static Optional<List<Candidate>> through(PeerId node, BlockSpan blocks, Collection<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.peer().equals(node))
                .findFirst()
                .flatMap(middle -> path(blocks.first(), middle.span().first(), candidates)
                        .flatMap(before -> path(middle.span().end(), blocks.end(), candidates)
                                .map(after -> joined(before, middle, after))));
    }

    private static Optional<List<Candidate>> path(int from, int end, Collection<Candidate> candidates) {
        Map<Integer, Path> bestFrom = new HashMap<>();
        bestFrom.put(end, new Path(0, List.of()));
        for (int boundary = end - 1; boundary >= from; boundary--) {
            int first = boundary;
            candidates.stream()
                    .filter(candidate -> candidate.span().first() == first)
                    .flatMap(candidate ->
                            Optional.ofNullable(bestFrom.get(candidate.span().end()))
                                    .map(rest -> rest.after(candidate))
                                    .stream())
                    .min(BETTER)
                    .ifPresent(path -> bestFrom.put(first, path));
        }
        return Optional.ofNullable(bestFrom.get(from)).map(Path::hops);
    }

    private static List<Candidate> joined(List<Candidate> before, Candidate middle, List<Candidate> after) {
        List<Candidate> route = new ArrayList<>(before);
        route.add(middle);
        route.addAll(after);
        return List.copyOf(route);
    }
}
