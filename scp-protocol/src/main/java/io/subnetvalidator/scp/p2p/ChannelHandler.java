package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;

/** The application's end of a channel protocol. Called on the network's event loop; must return quickly. */
public interface ChannelHandler {

    /**
     * Messages can be sent to this peer.
     *
     * @param protocol the id that the peer accepted for what we send
     * @param direction who opened the connection
     */
    void opened(PeerId peer, String protocol, Direction direction);

    /** Messages can no longer be sent to this peer; it may still send, and the stream may be opened again. */
    void closed(PeerId peer);

    /** No connection to this peer is left. */
    void disconnected(PeerId peer);

    /**
     * The peer sent a message; it may do so before we can send to it.
     *
     * @param protocol the id under which the peer sends, which may be another than the one we send under
     */
    void received(PeerId peer, String protocol, byte[] message);
}
