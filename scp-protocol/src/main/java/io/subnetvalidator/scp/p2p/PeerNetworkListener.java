package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import java.util.Optional;

/** Hears what happens in a network, for metrics and logs. Called on the network's event loop; must return quickly. */
public interface PeerNetworkListener {

    /** Which side opened a connection or a stream. */
    enum Direction {
        INBOUND,
        OUTBOUND
    }

    /** Hears nothing. */
    PeerNetworkListener NONE = new PeerNetworkListener() {};

    /** The counts, once every tick. */
    default void observed(PeerNetworkState state) {}

    default void connected(Direction direction, PeerId peer) {}

    /** @param peer empty when the connection ended before its peer was known */
    default void disconnected(Direction direction, Optional<PeerId> peer, PeerException why) {}

    /** A connection was not accepted because a limit is reached. */
    default void refused(String address) {}

    /** We answered a request, or failed to. */
    default void served(PeerId peer, String protocol, boolean answered) {}

    /** A request of ours ended; empty when it was answered. */
    default void requested(PeerId peer, String protocol, Optional<PeerException.Reason> failure) {}
}
