package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.WireException;

/** One stream of a connection as the connection sees it. Used on the connection's event loop only. */
abstract class PeerStream {

    protected final PeerConnection connection;
    protected final int id;
    protected final ByteQueue in = new ByteQueue();

    private long held;
    private int stillTicks;
    private long lastSendBuffered;

    PeerStream(PeerConnection connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    /** Bytes came; what this leaves in {@link #in} stays counted until it is taken. */
    final void data(ByteQueue bytes) {
        stillTicks = 0;
        in.append(bytes.takeAll());
        try {
            received();
        } catch (WireException e) {
            if (e.layer() != WireException.Layer.LIMIT) {
                throw e;
            }
            connection.reset(this, new PeerException(PeerException.Reason.TOO_LARGE, text(e), e));
        }
        if (connection.holds(this)) {
            hold(in.size() + retained());
        }
    }

    /**
     * One tick passed.
     *
     * @return how many ticks it has been the remote's turn without a byte moving
     */
    final int tick() {
        long sendBuffered = connection.sendBuffered(id);
        boolean moved = sendBuffered != lastSendBuffered;
        lastSendBuffered = sendBuffered;
        stillTicks = moved || !remoteTurn() ? 0 : stillTicks + 1;
        return stillTicks;
    }

    /** Sets the bytes this stream keeps in memory. */
    protected final void hold(long bytes) {
        connection.hold(bytes - held);
        held = bytes;
    }

    final void release() {
        in.clear();
        hold(0);
    }

    static String text(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }

    /** There are more bytes in {@link #in}. */
    protected abstract void received();

    /** The remote sends no more. */
    protected abstract void finished();

    /** The stream is gone before its work was done. */
    protected abstract void lost(PeerException why);

    /** Bytes kept outside {@link #in}. */
    protected abstract long retained();

    /** Whether nothing happens here until the remote sends or takes something. */
    protected abstract boolean remoteTurn();
}
