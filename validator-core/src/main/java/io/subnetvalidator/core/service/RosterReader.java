package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.PeerInfo;
import io.subnetvalidator.chain.hypertensor.SubnetNodeInfo;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Multiaddr;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.proofs.transcript.Beacon;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.RosterNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads who takes part in an epoch from the state at its first block. */
final class RosterReader {

    private final HypertensorChain chain;
    private final SubnetId subnet;

    RosterReader(HypertensorChain chain, SubnetId subnet) {
        this.chain = chain;
        this.subnet = subnet;
    }

    /**
     * The roster of an epoch with what the service needs beside it.
     *
     * @param firstBlock the epoch's first block
     * @param nodes the chain's records, by node
     * @param addresses where nodes listen; nodes without a usable address are missing
     */
    record EpochRoster(
            Roster roster, Beacon firstBlock, Map<NodeId, SubnetNodeInfo> nodes, Map<NodeId, PeerAddress> addresses) {

        EpochRoster {
            nodes = new TreeMap<>(nodes);
            addresses = new TreeMap<>(addresses);
        }
    }

    /** Empty when the best chain has no such block yet. */
    Future<Optional<EpochRoster>> read(Epoch epoch, BlockNumber firstBlock) {
        return chain.blockHash(firstBlock)
                .compose(hash -> hash.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : chain.nodes(subnet, hash.get())
                                .map(nodes -> Optional.of(assemble(epoch, new Beacon(firstBlock, hash.get()), nodes))));
    }

    /** The nodes as a block shows them, for what is not consensus. */
    Future<List<SubnetNodeInfo>> nodesAt(Head head) {
        return chain.nodes(subnet, head.hash());
    }

    private static EpochRoster assemble(Epoch epoch, Beacon firstBlock, List<SubnetNodeInfo> nodes) {
        List<RosterNode> members = new ArrayList<>();
        Map<NodeId, SubnetNodeInfo> byId = new TreeMap<>();
        Map<NodeId, PeerAddress> addresses = new TreeMap<>();
        for (SubnetNodeInfo node : nodes) {
            // Without a readable identity or a signing account a node can neither be asked nor take part.
            if (node.queued() || node.peer().peerId().isEmpty() || node.hotkey().isEmpty()) {
                continue;
            }
            byId.put(node.id(), node);
            members.add(new RosterNode(
                    node.id(),
                    node.peer().peerId().get(),
                    classIn(epoch, node),
                    node.hotkey().get(),
                    node.stake()));
            address(node.peer()).ifPresent(address -> addresses.put(node.id(), address));
        }
        return new EpochRoster(Roster.of(epoch, members), firstBlock, byId, addresses);
    }

    /** A class that starts in a later epoch does not hold yet; the chain keeps no record of the one before. */
    private static NodeClass classIn(Epoch epoch, SubnetNodeInfo node) {
        NodeClass stored = node.classification().nodeClass();
        if (node.classification().holds(stored, epoch)) {
            return stored;
        }
        return NodeClass.REGISTERED;
    }

    private static Optional<PeerAddress> address(PeerInfo info) {
        if (!info.reachable()) {
            return Optional.empty();
        }
        Multiaddr at = info.multiaddr().orElseThrow();
        return Optional.of(new PeerAddress(
                info.peerId().orElseThrow(),
                at.host().orElseThrow(),
                at.tcpPort().orElseThrow()));
    }
}
