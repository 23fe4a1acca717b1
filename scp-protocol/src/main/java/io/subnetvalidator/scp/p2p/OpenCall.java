package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stream of a call. Used on the connection's event loop only; {@link CallStream} is its user's view. */
final class OpenCall extends OwnStream {

    /** Memory of a waiting message besides its bytes, so that many small ones do not take more than is counted. */
    private static final int OVERHEAD = 64;

    private final Call call;
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();
    private long unreadBytes;
    private boolean remoteEnded;
    private boolean closed;
    private @Nullable PeerException failure;
    private @Nullable Promise<Optional<byte[]>> waiting;

    OpenCall(PeerConnection connection, int id, Call call) {
        super(connection, id, call);
        this.call = call;
    }

    void send(byte[] bytes) {
        if (!closed && connection.holds(this)) {
            connection.requireAdmitted();
            connection.write(this, bytes);
        }
    }

    void finish() {
        connection.finish(this);
    }

    void abandon() {
        connection.onLoop(() -> connection.reset(
                this, new PeerException(PeerException.Reason.TIMEOUT, "the deadline of the call passed")));
    }

    void next(Promise<Optional<byte[]>> result, Duration deadline, Timers timers) {
        if (waiting != null) {
            result.fail(new IllegalStateException("a message of this stream is already waited for"));
            return;
        }
        waiting = result;
        deliver();
        if (waiting == result) {
            timers.after(deadline, () -> expire(result, deadline), result.future());
        }
    }

    /** Runs an action later unless the future completes before. */
    @FunctionalInterface
    interface Timers {
        void after(Duration delay, Runnable action, Future<?> unless);
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        PeerException why = new PeerException(PeerException.Reason.CLOSED, "the stream is closed");
        fail(why);
        drop();
        if (remoteEnded) {
            connection.finish(this);
        } else {
            connection.reset(this, why);
        }
    }

    private void expire(Promise<Optional<byte[]>> result, Duration deadline) {
        if (waiting == result) {
            PeerException why = new PeerException(
                    PeerException.Reason.TIMEOUT,
                    "no message from " + call.peer() + " on " + call.protocol() + " within " + deadline);
            fail(why);
            connection.reset(this, why);
        }
    }

    @Override
    protected boolean over() {
        return call.over() || closed || failure != null;
    }

    @Override
    protected void agreed() {
        call.open(this);
    }

    @Override
    protected void read() {
        try {
            for (Optional<byte[]> message = call.decoder().next(in);
                    message.isPresent();
                    message = call.decoder().next(in)) {
                connection.requireAdmitted();
                accept(message.get());
            }
        } catch (WireException e) {
            fail(unreadable(e));
            drop();
            throw e;
        }
        deliver();
    }

    private void accept(byte[] message) {
        long cost = message.length + (long) OVERHEAD;
        if (unreadBytes + cost > call.maxUnread()) {
            throw new WireException(
                    WireException.Layer.LIMIT,
                    "more than " + call.maxUnread() + " bytes of messages that nobody has read yet");
        }
        unread.addLast(message);
        unreadBytes += cost;
    }

    private void deliver() {
        Promise<Optional<byte[]>> reader = waiting;
        if (reader == null) {
            return;
        }
        byte[] message = unread.poll();
        if (message != null) {
            waiting = null;
            unreadBytes -= message.length + (long) OVERHEAD;
            if (connection.holds(this)) {
                hold(in.size() + unreadBytes);
            }
            reader.complete(Optional.of(message));
        } else if (failure != null) {
            waiting = null;
            reader.fail(failure);
        } else if (remoteEnded) {
            waiting = null;
            reader.complete(Optional.empty());
        }
    }

    @Override
    protected void finished() {
        if (over()) {
            return;
        }
        if (!call.opened().future().isComplete()) {
            end(new PeerException(
                    PeerException.Reason.RESET, call.peer() + " closed the stream before it agreed on the protocol"));
            return;
        }
        if (!in.isEmpty()) {
            fail(new PeerException(
                    PeerException.Reason.RESET, call.peer() + " closed the stream in the middle of a message"));
        }
        remoteEnded = true;
        deliver();
    }

    /** A stream that both sides have ended is gone, too; what came before is still read. */
    @Override
    protected void lost(PeerException why) {
        if (!remoteEnded) {
            fail(why);
        }
    }

    private void fail(PeerException why) {
        if (failure == null) {
            failure = why;
        }
        call.fail(why);
        deliver();
    }

    private void drop() {
        unread.clear();
        unreadBytes = 0;
    }

    @Override
    protected long retained() {
        return unreadBytes;
    }

    /** While the call is open its user's deadlines count; afterwards the remote has to close its side. */
    @Override
    protected boolean remoteTurn() {
        return closed || failure != null;
    }
}
