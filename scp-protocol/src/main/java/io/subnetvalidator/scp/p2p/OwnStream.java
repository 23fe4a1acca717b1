package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.MultistreamNegotiator;
import io.subnetvalidator.scp.p2p.wire.WireException;
import java.util.List;

/** A stream that we opened for one purpose: it agrees on the protocol first. */
abstract class OwnStream extends PeerStream {

    private final Opening opening;
    private final MultistreamNegotiator negotiator;
    private boolean agreed;

    OwnStream(PeerConnection connection, int id, Opening opening) {
        super(connection, id);
        this.opening = opening;
        this.negotiator = MultistreamNegotiator.dialer(List.of(opening.protocol()));
    }

    final void start() {
        ByteQueue out = new ByteQueue();
        negotiator.start(out);
        connection.write(this, out.takeAll());
    }

    @Override
    protected final void received() {
        if (over()) {
            in.clear();
            return;
        }
        if (!agreed) {
            negotiate();
        }
        if (agreed) {
            read();
        }
    }

    private void negotiate() {
        switch (negotiator.receive(in, new ByteQueue())) {
            case REFUSED ->
                end(new PeerException(
                        PeerException.Reason.PROTOCOL_UNSUPPORTED,
                        opening.peer() + " does not serve " + opening.protocol()));
            case AGREED -> {
                agreed = true;
                agreed();
            }
            case PENDING -> {}
        }
    }

    /** Gives up in good order. */
    protected final void end(PeerException why) {
        opening.fail(why);
        in.clear();
        connection.finish(this);
    }

    /** What goes wrong when the remote's bytes are no acceptable message. */
    protected final PeerException unreadable(WireException cause) {
        boolean tooLarge = cause.layer() == WireException.Layer.LIMIT;
        return new PeerException(
                tooLarge ? PeerException.Reason.TOO_LARGE : PeerException.Reason.MALFORMED,
                "the answer of " + opening.peer() + ": " + text(cause),
                cause);
    }

    /** Whether what comes is of no interest any more. */
    protected abstract boolean over();

    /** The remote takes the protocol. */
    protected abstract void agreed();

    /** There are more bytes behind the agreement in {@link #in}. */
    protected abstract void read();
}
