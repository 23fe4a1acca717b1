package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Multiaddr;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.core.service.RosterReader.EpochRoster;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.protocol.RosterNode;
import java.util.Optional;

/** How a person names a node: by its id, by its peer id, or by an address that ends in its peer id. */
public sealed interface NodeName {

    /** By the id that the chain gave it. */
    record ById(NodeId id) implements NodeName {}

    /** By its registered peer id. */
    record ByPeer(PeerId peer) implements NodeName {}

    /** By its registered peer id, at another address than the registered one. */
    record ByAddress(PeerAddress address) implements NodeName {}

    /** @throws IllegalArgumentException when the text is none of them */
    static NodeName parse(String text) {
        if (text.startsWith("/")) {
            Multiaddr at = Multiaddr.parse(text);
            if (at.peerId().isEmpty() || at.host().isEmpty() || at.tcpPort().isEmpty()) {
                throw new IllegalArgumentException("'" + text + "' lacks a host, a tcp port or /p2p/ with a peer id");
            }
            return new ByAddress(new PeerAddress(
                    at.peerId().get(), at.host().get(), at.tcpPort().getAsInt()));
        }
        return text.chars().allMatch(Character::isDigit)
                ? new ById(NodeId.of(Long.parseLong(text)))
                : new ByPeer(PeerId.parse(text));
    }

    /** The node of the roster that is meant. */
    default Optional<NodeId> in(EpochRoster roster) {
        if (this instanceof ById byId) {
            return Optional.of(byId.id()).filter(roster.nodes()::containsKey);
        }
        PeerId peer = this instanceof ByPeer byPeer
                ? byPeer.peer()
                : ((ByAddress) this).address().peer();
        return roster.roster().node(peer).map(RosterNode::id);
    }

    /** Where to ask the node; empty when the chain has no address that can be dialled. */
    default Optional<PeerAddress> address(NodeId node, EpochRoster roster) {
        return this instanceof ByAddress at
                ? Optional.of(at.address())
                : Optional.ofNullable(roster.addresses().get(node));
    }
}
