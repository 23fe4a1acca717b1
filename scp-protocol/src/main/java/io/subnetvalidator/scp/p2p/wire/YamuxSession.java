package io.subnetvalidator.scp.p2p.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One end of a yamux connection (yamux specification; libp2p's id {@code /yamux/1.0.0}). Streams have a window of 256 KiB each
 * way; what is written beyond the remote's window waits here, and {@link #poll} hands out one frame at a time, control frames
 * first and streams in turn, so that the owner sends only as fast as its socket takes it.
 *
 * <p>Any broken rule throws {@link WireException}; the connection cannot be used afterwards.
 */
public final class YamuxSession {

    /** Every stream starts with this window in both directions. */
    public static final int INITIAL_WINDOW = 256 * 1024;

    public static final int NORMAL = 0;
    public static final int PROTOCOL_ERROR = 1;

    private static final int MAX_DATA_SENT = 32 * 1024;
    private static final long MAX_WINDOW = 0xFFFF_FFFFL;

    private final boolean dialer;
    private final YamuxLimits limits;
    private final ByteQueue in = new ByteQueue();
    private final Map<Integer, YamuxStream> streams = new HashMap<>();
    private final ArrayDeque<YamuxFrame> control = new ArrayDeque<>();

    /** Streams that can send something, each once, in the order of their turns. */
    private final ArrayDeque<YamuxStream> turns = new ArrayDeque<>();

    private int nextOwn;
    private int lastRemote;
    private int remoteStreams;
    private int refusals;
    private long queued;

    public YamuxSession(boolean dialer, YamuxLimits limits) {
        this.dialer = dialer;
        this.limits = limits;
        this.nextOwn = dialer ? 1 : 2;
    }

    /** Streams that are not yet closed on both sides. */
    public int streams() {
        return streams.size();
    }

    /** Whether the stream is neither reset nor closed on both sides. */
    public boolean isOpen(int stream) {
        return streams.containsKey(stream);
    }

    /** Received bytes that wait for the rest of their frame: less than a window and a header, plus what came last. */
    public int receiveBuffered() {
        return in.size();
    }

    /** Bytes written to streams and not yet polled. */
    public long sendBuffered() {
        return queued;
    }

    /** Bytes written to this stream and not yet polled; 0 when it is gone. */
    public long sendBuffered(int stream) {
        YamuxStream known = streams.get(stream);
        return known == null ? 0 : known.queued();
    }

    /** Opens a stream; its first frame is polled before any of its data. */
    public int open() {
        if (nextOwn < 0) {
            throw new IllegalStateException("all stream ids of this connection are used up");
        }
        int id = nextOwn;
        nextOwn += 2;
        streams.put(id, new YamuxStream(id));
        send(new YamuxFrame(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, id, 0));
        return id;
    }

    /** Queues bytes; ignored when the stream is gone or finished, since the remote may have reset it meanwhile. */
    public void write(int stream, byte[] bytes) {
        YamuxStream known = streams.get(stream);
        if (known != null && !known.finishRequested) {
            known.enqueue(bytes);
            queued += bytes.length;
            schedule(known);
        }
    }

    /** Says that nothing more is sent, after what is queued. */
    public void finish(int stream) {
        YamuxStream known = streams.get(stream);
        if (known != null) {
            known.finishRequested = true;
            schedule(known);
        }
    }

    /** Gives the stream up in both directions; what is queued is dropped. */
    public void reset(int stream) {
        YamuxStream known = streams.get(stream);
        if (known != null) {
            forget(known);
            send(new YamuxFrame(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, stream, 0));
        }
    }

    /** Hands received bytes back to the window. */
    public void consumed(int stream, int bytes) {
        YamuxStream known = streams.get(stream);
        if (known == null || known.remoteFinished) {
            return;
        }
        known.consumed += bytes;
        if (known.consumed >= INITIAL_WINDOW / 2) {
            known.receiveWindow += known.consumed;
            send(new YamuxFrame(YamuxFrame.WINDOW_UPDATE, 0, stream, known.consumed));
            known.consumed = 0;
        }
    }

    public void ping(int value) {
        send(new YamuxFrame(YamuxFrame.PING, YamuxFrame.SYN, 0, Integer.toUnsignedLong(value)));
    }

    public void goAway(int reason) {
        send(new YamuxFrame(YamuxFrame.GO_AWAY, 0, 0, reason));
    }

    /** A frame that ends a connection because of an error; sent outside the queue, which may be what overflowed. */
    public static byte[] lastFrame(int reason) {
        return new YamuxFrame(YamuxFrame.GO_AWAY, 0, 0, reason).encode();
    }

    /** The next frame to put on the wire, or nothing when all is sent or every window is used up. */
    public Optional<byte[]> poll() {
        YamuxFrame frame = control.poll();
        if (frame != null) {
            return Optional.of(frame.encode());
        }
        YamuxStream stream = turns.poll();
        if (stream == null) {
            return Optional.empty();
        }
        stream.scheduled = false;
        byte[] encoded = nextData(stream);
        if (stream.over()) {
            forget(stream);
        } else {
            schedule(stream);
        }
        return Optional.of(encoded);
    }

    /** Everything in these bytes that is complete, as events. */
    public List<YamuxEvent> receive(byte[] plain) {
        in.append(plain);
        List<YamuxEvent> events = new ArrayList<>();
        while (in.size() >= YamuxFrame.HEADER) {
            YamuxFrame frame = YamuxFrame.peek(in);
            requireAcceptableLength(frame);
            if (in.size() < YamuxFrame.HEADER + frame.bodyLength()) {
                break;
            }
            in.take(YamuxFrame.HEADER);
            byte[] body = in.take((int) frame.bodyLength());
            accept(frame, body, events);
        }
        return events;
    }

    private void accept(YamuxFrame frame, byte[] body, List<YamuxEvent> events) {
        switch (frame.type()) {
            case YamuxFrame.PING -> acceptPing(frame, events);
            case YamuxFrame.GO_AWAY -> events.add(new YamuxEvent.GoneAway(frame.value()));
            default -> acceptStreamFrame(frame, body, events);
        }
    }

    private void acceptPing(YamuxFrame frame, List<YamuxEvent> events) {
        if (frame.stream() != 0) {
            throw error("a ping names stream " + id(frame));
        }
        if (frame.has(YamuxFrame.SYN)) {
            send(new YamuxFrame(YamuxFrame.PING, YamuxFrame.ACK, 0, frame.value()));
        } else {
            events.add(new YamuxEvent.Pong(frame.value()));
        }
    }

    private void acceptStreamFrame(YamuxFrame frame, byte[] body, List<YamuxEvent> events) {
        if (frame.has(YamuxFrame.SYN)) {
            acceptOpening(frame, events);
        }
        YamuxStream stream = streams.get(frame.stream());
        if (stream == null) {
            requireOnceOpen(frame);
            return;
        }
        if (frame.type() == YamuxFrame.WINDOW_UPDATE) {
            widen(stream, frame.value());
        } else {
            acceptData(stream, body, events);
        }
        if (frame.has(YamuxFrame.RST)) {
            forget(stream);
            events.add(new YamuxEvent.Reset(stream.id));
        } else if (frame.has(YamuxFrame.FIN)) {
            acceptFinish(stream, events);
        }
    }

    private void acceptOpening(YamuxFrame frame, List<YamuxEvent> events) {
        if (frame.stream() <= 0 || isOwn(frame.stream()) || frame.stream() <= lastRemote) {
            throw error("the remote may not open stream " + id(frame) + " after " + lastRemote);
        }
        lastRemote = frame.stream();
        if (remoteStreams >= limits.streams()) {
            if (++refusals > limits.refusals()) {
                throw error("the remote opened " + refusals + " streams beyond its " + limits.streams());
            }
            send(new YamuxFrame(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, frame.stream(), 0));
            return;
        }
        remoteStreams++;
        streams.put(frame.stream(), new YamuxStream(frame.stream()));
        send(new YamuxFrame(YamuxFrame.WINDOW_UPDATE, YamuxFrame.ACK, frame.stream(), 0));
        events.add(new YamuxEvent.Opened(frame.stream()));
    }

    private void acceptData(YamuxStream stream, byte[] body, List<YamuxEvent> events) {
        if (body.length == 0) {
            return;
        }
        if (stream.remoteFinished) {
            throw error("data on stream " + stream.id + " after its end");
        }
        stream.receiveWindow -= body.length;
        ByteQueue bytes = new ByteQueue();
        bytes.append(body);
        events.add(new YamuxEvent.Data(stream.id, bytes));
    }

    private void acceptFinish(YamuxStream stream, List<YamuxEvent> events) {
        if (stream.remoteFinished) {
            return;
        }
        stream.remoteFinished = true;
        events.add(new YamuxEvent.Finished(stream.id));
        if (stream.over()) {
            forget(stream);
        }
    }

    private void widen(YamuxStream stream, long delta) {
        if (stream.sendWindow + delta > MAX_WINDOW) {
            throw error("a window of stream " + stream.id + " above 2^32 - 1");
        }
        stream.sendWindow += delta;
        schedule(stream);
    }

    /** Frames of a stream that was closed meanwhile are legal and dropped; frames of a stream that never was are not. */
    private void requireOnceOpen(YamuxFrame frame) {
        int id = frame.stream();
        boolean wasOpen = id > 0 && (isOwn(id) ? id < nextOwn || nextOwn < 0 : id <= lastRemote);
        if (!wasOpen) {
            throw error("a frame for stream " + id(frame) + ", which was never opened");
        }
    }

    /** Refuses a data frame that cannot fit the window before its body is kept. */
    private void requireAcceptableLength(YamuxFrame frame) {
        YamuxStream stream = streams.get(frame.stream());
        long window = stream == null ? INITIAL_WINDOW : stream.receiveWindow;
        if (frame.bodyLength() > window) {
            throw error("a data frame of " + frame.bodyLength() + " bytes on stream " + id(frame)
                    + " exceeds its window of " + window);
        }
    }

    private byte[] nextData(YamuxStream stream) {
        int length = (int) Math.min(Math.min(stream.queued(), stream.sendWindow), MAX_DATA_SENT);
        byte[] encoded = new byte[YamuxFrame.HEADER + length];
        stream.fill(encoded, YamuxFrame.HEADER, length);
        queued -= length;
        // In a frame of its own: js-libp2p's yamux 7 drops the data of a frame that also ends the stream.
        boolean last = length == 0 && stream.finishRequested;
        stream.finishSent |= last;
        byte[] header = new YamuxFrame(YamuxFrame.DATA, last ? YamuxFrame.FIN : 0, stream.id, length).encode();
        System.arraycopy(header, 0, encoded, 0, header.length);
        return encoded;
    }

    private void schedule(YamuxStream stream) {
        if (!stream.scheduled && stream.canSend()) {
            stream.scheduled = true;
            turns.addLast(stream);
        }
    }

    private void forget(YamuxStream stream) {
        streams.remove(stream.id);
        turns.remove(stream);
        queued -= stream.queued();
        if (!isOwn(stream.id)) {
            remoteStreams--;
        }
    }

    private void send(YamuxFrame frame) {
        if ((control.size() + 1) * YamuxFrame.HEADER > limits.controlBytes()) {
            throw error("the remote does not read the " + control.size() + " frames it provoked");
        }
        control.addLast(frame);
    }

    private boolean isOwn(int id) {
        return (id % 2 != 0) == dialer;
    }

    private static String id(YamuxFrame frame) {
        return Integer.toUnsignedString(frame.stream());
    }

    private static WireException error(String message) {
        return new WireException(WireException.Layer.YAMUX, message);
    }
}
