package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.wire.MessageDecoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One question to a peer and its one answer, from the call to the result; ends exactly once. */
final class Exchange implements Opening {

    private final PeerId peer;
    private final String protocol;
    private final byte[] opening;
    private final MessageDecoder decoder;
    private final Promise<byte[]> result = Promise.promise();
    private String step = "connecting";
    private boolean over;
    private Runnable abandon = () -> {};

    /**
     * @param opening what is sent once the protocol is agreed, framing included
     * @param decoder cuts out the answer
     */
    Exchange(PeerId peer, String protocol, byte[] opening, MessageDecoder decoder) {
        this.peer = peer;
        this.protocol = protocol;
        this.opening = opening;
        this.decoder = decoder;
    }

    Future<byte[]> result() {
        return result.future();
    }

    @Override
    public PeerId peer() {
        return peer;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    byte[] opening() {
        return opening;
    }

    @Override
    public OwnStream stream(PeerConnection connection, int id) {
        return new OutboundStream(connection, id, this);
    }

    MessageDecoder decoder() {
        return decoder;
    }

    @Override
    public boolean over() {
        return over;
    }

    /** What is being waited for, for the message of a timeout. */
    void step(String doing) {
        this.step = doing;
    }

    /** What has to be given up when this ends early. */
    void onAbandon(Runnable action) {
        this.abandon = action;
    }

    void answer(byte[] response) {
        if (!over) {
            over = true;
            result.complete(response);
        }
    }

    @Override
    public void fail(PeerException why) {
        if (!over) {
            over = true;
            result.fail(why);
        }
    }

    void deadlinePassed() {
        if (!over) {
            fail(new PeerException(
                    PeerException.Reason.TIMEOUT,
                    "no answer from " + peer + " on " + protocol + " within the deadline, while " + step));
            abandon.run();
        }
    }
}
