package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;

/** What a stream of ours is wanted for, from the call until the stream has its turn. */
interface Opening {

    PeerId peer();

    String protocol();

    /** Whether nobody wants the stream any more. */
    boolean over();

    void fail(PeerException why);

    /** The stream for this, when it can be opened. */
    OwnStream stream(PeerConnection connection, int id);
}
