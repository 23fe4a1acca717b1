package io.subnetvalidator.core.devnet;

import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import java.util.ArrayList;
import java.util.List;

/**
 * The chain and the nodes of a development network, however they came to be.
 *
 * @param endpoint WebSocket address of the chain
 * @param clock epoch arithmetic of the subnet
 */
record Topology(String endpoint, SubnetId subnet, EpochClock clock, List<Member> members) {

    Topology {
        members = List.copyOf(members);
    }

    /**
     * One registered node.
     *
     * @param port where its registered address listens
     * @param validates whether a validator runs for it
     */
    record Member(NodeId id, PeerKey peerKey, int port, AccountKey hotkey, boolean validates) {}

    /** Fewest nodes that should serve each span, so that a session survives the loss of one. */
    private static final int WANTED_REDUNDANCY = 2;

    private static final int MOST_SPANS = 3;

    /** The span of each node: the blocks are cut evenly, and the nodes take the parts in turn. */
    static List<BlockSpan> spans(int nodes, int blocks) {
        int parts = Math.max(1, Math.min(Math.min(MOST_SPANS, blocks), nodes / WANTED_REDUNDANCY));
        List<BlockSpan> spans = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            int part = i % parts;
            spans.add(BlockSpan.between(part * blocks / parts, (part + 1) * blocks / parts));
        }
        return spans;
    }
}
