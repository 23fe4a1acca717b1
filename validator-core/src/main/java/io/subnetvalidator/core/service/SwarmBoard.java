package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.core.view.NodeView;
import io.subnetvalidator.core.view.SwarmView;
import io.subnetvalidator.scp.swarm.Health;
import io.subnetvalidator.scp.swarm.Swarm;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The spans that nodes announced last, and what the swarm of those that serve looks like. Not thread-safe. */
final class SwarmBoard {

    private static final int SHOWN_PAIRS = 20;

    private final int blocks;
    private final Map<Long, BlockSpan> spans = new TreeMap<>();

    /** @param blocks of the model */
    SwarmBoard(int blocks) {
        this.blocks = blocks;
    }

    /** A span beyond the model is of another one and serves nothing here. */
    void announced(long node, BlockSpan span) {
        if (span.end() <= blocks) {
            spans.put(node, span);
        } else {
            spans.remove(node);
        }
    }

    SwarmView view(Collection<NodeView> nodes) {
        Swarm swarm = new Swarm(
                blocks,
                nodes.stream()
                        .filter(SwarmBoard::serves)
                        .flatMap(node -> Optional.ofNullable(spans.get(node.id()))
                                .map(span -> new Swarm.Server(NodeId.of(node.id()), span))
                                .stream())
                        .toList());
        Health health = swarm.health();
        List<Swarm.Pair> pairs = swarm.indispensablePairs();
        return new SwarmView(
                health.state(),
                health.sentence(),
                swarm.redundancy(),
                swarm.leastRedundancy(),
                swarm.unserved(),
                swarm.indispensable().stream().map(NodeId::value).toList(),
                pairs.size(),
                pairs.stream()
                        .limit(SHOWN_PAIRS)
                        .map(pair -> List.of(pair.first().value(), pair.second().value()))
                        .toList());
    }

    /** A node that was probed and never answered is taken for lost until it answers. */
    private static boolean serves(NodeView node) {
        return !node.convicted() && (node.probesSent() == 0 || node.probesAnswered() > 0);
    }
}
