package io.subnetvalidator.core.devnet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes cheat, and how.
 *
 * @param byNode name of the fault, by node id
 */
public record FaultPlan(Map<Long, String> byNode) {

    public FaultPlan {
        byNode = Map.copyOf(byNode);
    }

    /**
     * Reads {@code int8:2,skip-block:1}.
     *
     * @param known names of the faults a node can be given
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static Map<String, Integer> parse(String text, Set<String> known) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] pair = part.strip().split(":", -1);
            String name = pair[0];
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "'" + name + "' is not a fault; there are " + String.join(", ", new TreeSet<>(known)));
            }
            int count;
            try {
                count = pair.length == 1 ? 1 : Integer.parseInt(pair[1]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + part + "' must be a fault, a colon and a number of nodes", e);
            }
            if (pair.length > 2 || count < 1 || counts.put(name, count) != null) {
                throw new IllegalArgumentException("'" + part + "' must name each fault once, with at least one node");
            }
        }
        return counts;
    }

    /**
     * Gives the faults to nodes, in turn to a validator's node and to one that only serves, from the highest ids down, so that
     * both kinds are seen. Never more than a third of the validators' nodes cheat.
     *
     * @throws IllegalArgumentException when there are more faults than nodes that may cheat
     */
    public static FaultPlan assign(Map<String, Integer> counts, SortedSet<Long> validators, SortedSet<Long> others) {
        List<Long> fromValidators = new ArrayList<>(new TreeSet<>(validators).descendingSet())
                .subList(0, Math.max(0, (validators.size() - 1) / 3));
        List<Long> fromOthers = new ArrayList<>(new TreeSet<>(others).descendingSet());
        int wanted = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (wanted > fromValidators.size() + fromOthers.size()) {
            throw new IllegalArgumentException(wanted + " faulty nodes are wanted, but only "
                    + (fromValidators.size() + fromOthers.size())
                    + " nodes may cheat: at most a third of the validators' nodes, and the "
                    + others.size() + " others");
        }
        Map<Long, String> byNode = new TreeMap<>();
        List<Long> order = interleave(fromValidators, fromOthers);
        counts.forEach((name, count) -> {
            for (int i = 0; i < count; i++) {
                byNode.put(order.remove(0), name);
            }
        });
        return new FaultPlan(byNode);
    }

    private static List<Long> interleave(List<Long> first, List<Long> second) {
        List<Long> order = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                order.add(first.get(i));
            }
            if (i < second.size()) {
                order.add(second.get(i));
            }
        }
        return order;
    }
}
