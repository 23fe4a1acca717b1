package io.subnetvalidator.core.view;

import java.util.List;

/**
 * How well the nodes together serve the model; nodes that are convicted or answer no probe do not count.
 *
 * @param state {@code healthy}, {@code at-risk} or {@code broken}
 * @param sentence why
 * @param redundancy for every block, how many nodes serve it
 * @param leastRedundancy the least of these
 * @param unserved blocks that no node serves
 * @param indispensable nodes whose loss alone breaks the model
 * @param pairs how many pairs of other nodes break it together
 * @param firstPairs the first of these pairs, by node ids
 */
public record SwarmView(
        String state,
        String sentence,
        List<Integer> redundancy,
        int leastRedundancy,
        List<Integer> unserved,
        List<Long> indispensable,
        int pairs,
        List<List<Long>> firstPairs) {

    public SwarmView {
        redundancy = List.copyOf(redundancy);
        unserved = List.copyOf(unserved);
        indispensable = List.copyOf(indispensable);
        firstPairs = List.copyOf(firstPairs);
    }
}
