package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.wire.MessageDecoder;
import io.vertx.core.Promise;

/** A call from the wish to have a stream until the stream is there; opened or failed exactly once. */
final class Call implements Opening {

    private final PeerId peer;
    private final String protocol;
    private final MessageDecoder decoder;
    private final long maxUnread;
    private final Promise<OpenCall> opened = Promise.promise();
    private boolean over;
    private Runnable abandon = () -> {};

    /**
     * @param decoder cuts out what the remote sends
     * @param maxUnread bytes of messages that may wait to be read; one more resets the stream
     */
    Call(PeerId peer, String protocol, MessageDecoder decoder, long maxUnread) {
        this.peer = peer;
        this.protocol = protocol;
        this.decoder = decoder;
        this.maxUnread = maxUnread;
    }

    Promise<OpenCall> opened() {
        return opened;
    }

    @Override
    public PeerId peer() {
        return peer;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    MessageDecoder decoder() {
        return decoder;
    }

    long maxUnread() {
        return maxUnread;
    }

    /** A call that is open goes on; only one that failed is over. */
    @Override
    public boolean over() {
        return over;
    }

    @Override
    public OwnStream stream(PeerConnection connection, int id) {
        OpenCall stream = new OpenCall(connection, id, this);
        abandon = stream::abandon;
        return stream;
    }

    void open(OpenCall stream) {
        opened.tryComplete(stream);
    }

    @Override
    public void fail(PeerException why) {
        over = true;
        opened.tryFail(why);
    }

    void deadlinePassed() {
        if (!opened.future().isComplete()) {
            fail(new PeerException(
                    PeerException.Reason.TIMEOUT,
                    "no stream to " + peer + " for " + protocol + " within the deadline"));
            abandon.run();
        }
    }
}
