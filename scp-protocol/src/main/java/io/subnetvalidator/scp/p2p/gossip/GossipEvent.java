package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;

/** What can happen to the router. */
sealed interface GossipEvent {

    /**
     * Messages can be sent to a peer.
     *
     * @param version for what is sent to it
     * @param dialled whether we opened the connection
     */
    record PeerOpened(PeerId peer, GossipVersion version, boolean dialled) implements GossipEvent {}

    /** Messages can no longer be sent to a peer; it may still send. */
    record PeerClosed(PeerId peer) implements GossipEvent {}

    /** No connection to a peer is left. */
    record PeerGone(PeerId peer) implements GossipEvent {}

    /**
     * A peer sent an RPC.
     *
     * @param version for what it sends
     */
    @SuppressWarnings("ArrayRecordComponent") // read once by the router and never compared
    record Received(PeerId peer, GossipVersion version, byte[] rpc) implements GossipEvent {}

    /** We want a topic's messages. */
    record Joined(Topic topic) implements GossipEvent {}

    /** We no longer want a topic's messages. */
    record Left(Topic topic) implements GossipEvent {}

    /** We have something to say. */
    record Published(SignedMessage message) implements GossipEvent {}

    /** The application decided about a message. */
    record Decided(MessageId message, Verdict verdict) implements GossipEvent {}

    /** The time between two heartbeats passed. */
    record Heartbeat() implements GossipEvent {}
}
