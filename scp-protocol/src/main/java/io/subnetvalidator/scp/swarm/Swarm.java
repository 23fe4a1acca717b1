package io.subnetvalidator.scp.swarm;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The nodes that serve a model, and what their loss would do. A node serves its whole span only, so the model is whole while some
 * chain of spans leads from its first block to behind its last without gap or overlap; that every block is served is necessary for
 * it and not enough. Of the nodes that stand on a complete chain, every chain uses exactly one at each block; hence a node is
 * indispensable exactly when it is the only one of them at some block.
 */
public final class Swarm {

    private final int blocks;
    private final List<Server> servers;
    private final int[] served;
    private final Chains chains;

    /** A node and the blocks it serves. */
    public record Server(NodeId node, BlockSpan span) {}

    /** Two nodes neither of which is indispensable, but both together are. */
    public record Pair(NodeId first, NodeId second) {}

    /**
     * @param servers each node once
     * @throws IllegalArgumentException when a span exceeds the model or there is no block
     */
    public Swarm(int blocks, Collection<Server> servers) {
        if (blocks < 1) {
            throw new IllegalArgumentException("a model has at least one block, not " + blocks);
        }
        this.blocks = blocks;
        this.servers =
                servers.stream().sorted(Comparator.comparing(Server::node)).toList();
        this.served = new int[blocks];
        for (Server server : this.servers) {
            if (server.span().end() > blocks) {
                throw new IllegalArgumentException(
                        "node " + server.node() + " serves blocks " + server.span() + " of a model with " + blocks);
            }
            count(server.span(), served);
        }
        this.chains = new Chains(this.servers);
    }

    /** How many nodes serve each block. */
    public List<Integer> redundancy() {
        return IntStream.of(served).boxed().toList();
    }

    /** The least number of nodes that serve a block. */
    public int leastRedundancy() {
        return IntStream.of(served).min().orElseThrow();
    }

    /** Blocks that no node serves. */
    public List<Integer> unserved() {
        return IntStream.range(0, blocks)
                .filter(block -> served[block] == 0)
                .boxed()
                .toList();
    }

    /** Whether a session can pass through all blocks. */
    public boolean isWhole() {
        return chains.complete;
    }

    /** Nodes whose loss alone breaks the model; empty when it is broken already. */
    public List<NodeId> indispensable() {
        return chains.alone().stream().map(Server::node).toList();
    }

    /** Pairs of other nodes whose loss together breaks the model, in order. */
    public List<Pair> indispensablePairs() {
        List<Server> alone = chains.alone();
        TreeSet<Pair> pairs = new TreeSet<>(Comparator.comparing(Pair::first).thenComparing(Pair::second));
        Map<BlockSpan, List<Server>> alike = new HashMap<>();
        servers.forEach(server ->
                alike.computeIfAbsent(server.span(), span -> new ArrayList<>()).add(server));
        for (List<Server> group : alike.values()) {
            // Of three nodes with one span, one is left after any two losses: none of them is in a pair.
            Server lost = group.get(0);
            if (group.size() > 2 || alone.contains(lost)) {
                continue;
            }
            List<Server> left =
                    servers.stream().filter(server -> !server.equals(lost)).toList();
            for (Server second : new Chains(left).alone()) {
                if (!alone.contains(second)) {
                    pairs.add(ordered(lost.node(), second.node()));
                }
            }
        }
        return List.copyOf(pairs);
    }

    /** The state of the swarm in one value. */
    public Health health() {
        List<Integer> unserved = unserved();
        if (!unserved.isEmpty()) {
            return new Health.Unserved(unserved);
        }
        if (!isWhole()) {
            return new Health.Disjointed();
        }
        for (int block = 0; block < blocks; block++) {
            Optional<Server> only = chains.onlyOneAt(block);
            if (only.isPresent()) {
                return new Health.AtRisk(block, only.get().node(), served[block] == 1);
            }
        }
        return new Health.Healthy(leastRedundancy());
    }

    private static Pair ordered(NodeId one, NodeId other) {
        return one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
    }

    private static void count(BlockSpan span, int[] into) {
        for (int block = span.first(); block < span.end(); block++) {
            into[block]++;
        }
    }

    /** The servers among some that stand on a complete chain. */
    private final class Chains {

        private final boolean complete;
        private final List<Server> useful;
        private final int[] through = new int[blocks];

        Chains(List<Server> among) {
            boolean[] fromStart = new boolean[blocks + 1];
            boolean[] toEnd = new boolean[blocks + 1];
            fromStart[0] = true;
            toEnd[blocks] = true;
            among.stream()
                    .map(Server::span)
                    .sorted(Comparator.comparingInt(BlockSpan::first))
                    .forEach(span -> fromStart[span.end()] |= fromStart[span.first()]);
            among.stream()
                    .map(Server::span)
                    .sorted(Comparator.comparingInt(BlockSpan::end).reversed())
                    .forEach(span -> toEnd[span.first()] |= toEnd[span.end()]);
            this.complete = fromStart[blocks];
            this.useful = among.stream()
                    .filter(server -> fromStart[server.span().first()]
                            && toEnd[server.span().end()])
                    .toList();
            useful.forEach(server -> count(server.span(), through));
        }

        /** Servers that every chain uses. */
        List<Server> alone() {
            return useful.stream()
                    .filter(server -> IntStream.range(
                                    server.span().first(), server.span().end())
                            .anyMatch(block -> through[block] == 1))
                    .toList();
        }

        Optional<Server> onlyOneAt(int block) {
            return through[block] == 1
                    ? useful.stream()
                            .filter(server -> server.span().contains(block))
                            .findFirst()
                    : Optional.empty();
        }
    }
}
