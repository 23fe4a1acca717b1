package io.subnetvalidator.incentives;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An epoch in the words of a test: who is there, and who saw what of whom. */
final class Observed {

    private final Map<NodeId, NodeClass> roster = new TreeMap<>();
    private final Map<NodeId, List<NodeObservation>> rows = new TreeMap<>();
    private final Set<NodeId> faulty = new HashSet<>();
    private final int blocks;

    private Observed(int blocks) {
        this.blocks = blocks;
    }

    static Observed epochOfModelWith(int blocks) {
        return new Observed(blocks);
    }

    Observed validators(long... ids) {
        return nodes(NodeClass.VALIDATOR, ids);
    }

    Observed nodes(NodeClass nodeClass, long... ids) {
        for (long id : ids) {
            roster.put(NodeId.of(id), nodeClass);
        }
        return this;
    }

    /** These validators revealed a batch, so far an empty one. */
    Observed included(long... ids) {
        for (long id : ids) {
            rows.putIfAbsent(NodeId.of(id), new ArrayList<>());
        }
        return this;
    }

    Observed proven(long id) {
        faulty.add(NodeId.of(id));
        return this;
    }

    Observed row(long validator, NodeObservation row) {
        rows.computeIfAbsent(NodeId.of(validator), v -> new ArrayList<>()).add(row);
        return this;
    }

    /** Every included validator saw the same of this node. */
    Observed everybodySaw(NodeObservation row) {
        rows.forEach((validator, batch) -> {
            if (!validator.equals(row.node())) {
                batch.add(row);
            }
        });
        return this;
    }

    static NodeObservation saw(long node, long sent, long answered, long tokens, long busyMs, BlockSpan span) {
        return new NodeObservation(
                NodeId.of(node),
                sent,
                answered,
                answered,
                List.of(),
                1,
                1,
                tokens,
                busyMs,
                Optional.of(span),
                NodeObservation.NO_MODEL);
    }

    /** A node that answered everything at 100 tokens per second. */
    static NodeObservation healthy(long node, BlockSpan span) {
        return saw(node, 10, 10, 1000, 10_000, span);
    }

    ScoreInput input() {
        return new ScoreInput(roster, rows, faulty, blocks);
    }

    ScoreSheet scores() {
        return ScoreRule.compute(ScorePolicy.DEFAULT, input());
    }
}
