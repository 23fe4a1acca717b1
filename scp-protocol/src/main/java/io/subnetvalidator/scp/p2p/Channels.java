package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;

/** Our sending side of a channel protocol. */
public interface Channels {

    /**
     * Sends a message; to be called on the network's event loop.
     *
     * @return whether it is on its way; not when there is no open channel or too much is waiting for this peer already
     */
    boolean send(PeerId peer, byte[] message);

    /** Runs an action on the network's event loop, where the handler is called, too. */
    void execute(Runnable action);
}
