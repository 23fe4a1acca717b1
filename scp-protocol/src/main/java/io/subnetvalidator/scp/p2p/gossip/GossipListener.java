package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;

/** Hears what happens in gossip, for metrics and logs. Called on the network's event loop; must return quickly. */
public interface GossipListener {

    /** Why something that a peer sent was not taken. */
    enum Refusal {
        /** The peer's score is below the graylist threshold. */
        GRAYLISTED,
        /** More than a rate allows. */
        FLOOD,
        /** Not an RPC, or larger than the limits. */
        MALFORMED,
        /** The signature is not the author's. */
        FORGED,
        /** The author is not admitted to the network. */
        NOT_ADMITTED,
        /** On a topic we did not join. */
        NOT_JOINED,
        /** Too much waits for the application's verdict. */
        OVERLOADED,
        /** The application rejected it. */
        REJECTED,
        /** The application ignored it, or took too long to decide. */
        IGNORED
    }

    /** What a peer did that costs score without any message being invalid. */
    enum Misbehaviour {
        BROKEN_PROMISE,
        IGNORED_BACKOFF,
        FLOOD,
        IHAVE_SPAM,
        IWANT_SPAM
    }

    /** Hears nothing. */
    GossipListener NONE = new GossipListener() {};

    /** The counts, once every heartbeat. */
    default void observed(GossipState state) {}

    /** @param recipients peers it was sent to at once */
    default void published(Topic topic, int recipients) {}

    /** A message was accepted, delivered and forwarded. */
    default void delivered(Topic topic, PeerId from) {}

    default void duplicate(PeerId from) {}

    default void refused(PeerId from, Refusal why) {}

    default void misbehaved(PeerId peer, Misbehaviour how) {}

    /** We asked for messages that we had missed. */
    default void asked(PeerId peer, int messages) {}

    /** We gave messages that the peer asked for. */
    default void given(PeerId peer, int messages) {}

    default void grafted(Topic topic, PeerId peer) {}

    default void pruned(Topic topic, PeerId peer) {}

    /** Something was not sent because too much is waiting for this peer. */
    default void unsent(PeerId peer) {}
}
