package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.LengthPrefixed;
import io.subnetvalidator.scp.p2p.wire.MultistreamNegotiator;

/** Our long-lived stream of a channel protocol; the remote has nothing to say on it. */
final class ChannelStream extends PeerStream {

    private final PeerChannels channels;
    private final MultistreamNegotiator negotiator;
    private boolean agreed;
    private boolean over;

    ChannelStream(PeerConnection connection, int id, PeerChannels channels) {
        super(connection, id);
        this.channels = channels;
        this.negotiator = MultistreamNegotiator.dialer(channels.protocol().ids());
    }

    PeerChannels channels() {
        return channels;
    }

    void start() {
        ByteQueue out = new ByteQueue();
        negotiator.start(out);
        connection.write(this, out.takeAll());
    }

    /** @return false when the message would make more than {@code maxQueued} bytes wait */
    boolean send(byte[] message, long maxQueued) {
        byte[] framed = LengthPrefixed.frame(message);
        if (connection.sendBuffered(id) + framed.length > maxQueued) {
            return false;
        }
        connection.send(this, framed);
        return true;
    }

    /** Ends the stream in good order. */
    void wind() {
        end();
        connection.finish(this);
    }

    @Override
    protected void received() {
        if (!agreed && !over) {
            negotiate();
        }
        in.clear();
    }

    private void negotiate() {
        ByteQueue out = new ByteQueue();
        MultistreamNegotiator.Status status = negotiator.receive(in, out);
        connection.write(this, out.takeAll());
        switch (status) {
            case AGREED -> {
                agreed = true;
                channels.agreed(this, negotiator.protocol());
            }
            case REFUSED -> {
                channels.refused(this);
                wind();
            }
            case PENDING -> {}
        }
    }

    private void end() {
        if (!over) {
            over = true;
            channels.gone(this);
        }
    }

    /** The remote's side of this stream carries nothing, so its end means nothing. */
    @Override
    protected void finished() {}

    @Override
    protected void lost(PeerException why) {
        end();
    }

    @Override
    protected long retained() {
        return 0;
    }

    /** It is the remote's turn while it negotiates, has bytes of ours to take or has to close its side. */
    @Override
    protected boolean remoteTurn() {
        return !agreed || over || connection.sendBuffered(id) > 0;
    }
}
