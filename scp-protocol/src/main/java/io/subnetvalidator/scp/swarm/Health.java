package io.subnetvalidator.scp.swarm;

import io.subnetvalidator.chain.types.NodeId;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a swarm serves its model, and how safely. */
public sealed interface Health {

    /** Some blocks are served by nobody. */
    record Unserved(List<Integer> blocks) implements Health {
        public Unserved {
            blocks = List.copyOf(blocks);
        }
    }

    /** Every block is served, but no chain of whole spans leads through the model. */
    record Disjointed() implements Health {}

    /**
     * The loss of one node breaks the model.
     *
     * @param block the first block at which every chain uses this node
     * @param unshared whether no other node serves the block at all
     */
    record AtRisk(int block, NodeId node, boolean unshared) implements Health {}

    /**
     * The model survives the loss of any one node.
     *
     * @param redundancy least number of nodes that serve a block
     */
    record Healthy(int redundancy) implements Health {}

    /** {@code healthy}, {@code at-risk} or {@code broken}. */
    default String state() {
        if (this instanceof Healthy) {
            return "healthy";
        }
        return this instanceof AtRisk ? "at-risk" : "broken";
    }

    /** In one sentence. */
    default String sentence() {
        if (this instanceof Unserved unserved) {
            return unserved.blocks().size() == 1
                    ? "block " + unserved.blocks().get(0) + " is served by nobody"
                    : "blocks "
                            + unserved.blocks().stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + " are served by nobody";
        }
        if (this instanceof AtRisk risk) {
            return risk.unshared()
                    ? "block " + risk.block() + " depends on node " + risk.node() + " alone"
                    : "every chain of spans passes node " + risk.node() + " at block " + risk.block();
        }
        if (this instanceof Healthy healthy) {
            return "every block is served by " + healthy.redundancy()
                    + " or more nodes, and the model survives the loss of any one";
        }
        return "every block is served, but no chain of whole spans leads through the model";
    }
}
