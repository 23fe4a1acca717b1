package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerPublicKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes of a subnet at the first block of one subnet epoch, sorted by id. V(e) are its Validator-class nodes, n their
 * number; up to {@code f = floor((n-1)/3)} of them may behave arbitrarily.
 */
public final class Roster {

    /** More nodes than a subnet of the chain can have (chain reference, 8.6); bounds everything sized by a roster. */
    public static final int MAX_NODES = 16_384;

    private final Epoch epoch;
    private final SortedMap<NodeId, RosterNode> nodes = new TreeMap<>();
    private final Map<PeerId, RosterNode> byPeer = new HashMap<>();
    private final List<NodeId> validators;

    private Roster(Epoch epoch, List<RosterNode> members) {
        this.epoch = epoch;
        for (RosterNode node : members) {
            if (nodes.put(node.id(), node) != null) {
                throw new IllegalArgumentException(
                        "roster of epoch " + epoch + ": node " + node.id() + " appears twice");
            }
            byPeer.put(node.peer(), node);
        }
        this.validators = nodes.values().stream()
                .filter(node -> node.nodeClass() == NodeClass.VALIDATOR)
                .map(RosterNode::id)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** @throws IllegalArgumentException for a repeated node id or more than {@value #MAX_NODES} nodes */
    public static Roster of(Epoch epoch, List<RosterNode> members) {
        if (members.size() > MAX_NODES) {
            throw new IllegalArgumentException("a roster has at most " + MAX_NODES + " nodes, not " + members.size());
        }
        return new Roster(epoch, members);
    }

    public Epoch epoch() {
        return epoch;
    }

    /** All nodes, by id. */
    public List<RosterNode> nodes() {
        return List.copyOf(nodes.values());
    }

    public int size() {
        return nodes.size();
    }

    public Optional<RosterNode> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    public Optional<RosterNode> node(PeerId peer) {
        return Optional.ofNullable(byPeer.get(peer));
    }

    /** V(e): ids of the Validator-class nodes, ascending. */
    public List<NodeId> validators() {
        return validators;
    }

    public boolean isValidator(NodeId id) {
        return node(id).filter(node -> node.nodeClass() == NodeClass.VALIDATOR).isPresent();
    }

    /** The key that signs a node's messages; empty when the node is unknown or its peer id holds no Ed25519 key. */
    public Optional<PeerPublicKey> signingKey(NodeId id) {
        return node(id).flatMap(node -> PeerPublicKey.of(node.peer()));
    }

    public Map<NodeId, NodeClass> classes() {
        Map<NodeId, NodeClass> classes = new TreeMap<>();
        nodes.forEach((id, node) -> classes.put(id, node.nodeClass()));
        return classes;
    }

    /** n: the number of validators. */
    public int n() {
        return validators.size();
    }

    /** Validators that may behave arbitrarily: {@code floor((n-1)/3)}. */
    public int f() {
        return n() == 0 ? 0 : (n() - 1) / 3;
    }

    /** Batches a proposal must include: {@code ceil(2n/3)}. */
    public int quorum() {
        return (2 * n() + 2) / 3;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Roster that && epoch.equals(that.epoch) && nodes.equals(that.nodes);
    }

    @Override
    public int hashCode() {
        return 31 * epoch.hashCode() + nodes.hashCode();
    }

    @Override
    public String toString() {
        return "Roster(epoch " + epoch + ", " + size() + " nodes, " + n() + " validators)";
    }
}
