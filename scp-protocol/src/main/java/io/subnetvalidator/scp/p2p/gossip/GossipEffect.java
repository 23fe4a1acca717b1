package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;

/** What the router wants done. */
sealed interface GossipEffect {

    /** Send this in the form of the peer's version. */
    record Send(PeerId peer, GossipVersion version, Rpc rpc) implements GossipEffect {}

    /** Ask the application about a message and answer with {@link GossipEvent.Decided}. */
    record Validate(SignedMessage message) implements GossipEffect {}

    /** Hand an accepted message to the application. */
    record Deliver(SignedMessage message) implements GossipEffect {}
}
