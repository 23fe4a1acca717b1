package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;
import io.subnetvalidator.scp.p2p.wire.ByteQueue;
import io.subnetvalidator.scp.p2p.wire.ConnectionUpgrade;
import io.subnetvalidator.scp.p2p.wire.IdentifyMessage;
import io.subnetvalidator.scp.p2p.wire.WireException;
import io.subnetvalidator.scp.p2p.wire.YamuxEvent;
import io.subnetvalidator.scp.p2p.wire.YamuxLimits;
import io.subnetvalidator.scp.p2p.wire.YamuxSession;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket and everything above it: upgrade, encryption, streams. Lives on one event loop; every entry goes through
 * {@link #step}, so that a broken rule ends this connection and nothing else.
 */
final class PeerConnection {

    /** What a connection needs from its network. */
    interface Owner {

        PeerNetworkLimits limits();

        PeerNetworkListener listener();

        /** @throws PeerException when this peer may not be talked to on this connection */
        void check(PeerConnection connection, PeerId peer);

        Optional<ServedProtocol> served(String protocol);

        /** The channels that speak this protocol. */
        Optional<PeerChannels> channels(String protocol);

        byte[] identifyMessage(PeerConnection connection);

        /** Whether so many more bytes may be held by all connections together. */
        boolean hasRoom(long bytes);

        void bufferedChanged(long delta);

        void ready(PeerConnection connection);

        void closed(PeerConnection connection, PeerException why);
    }

    enum State {
        HANDSHAKING,
        ESTABLISHED,
        /** Takes no new streams, ends with its last one. */
        DRAINING,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    /** Frames are sent together up to about this size. */
    private static final int BATCH = 32 * 1024;

    private static final int WRITE_QUEUE = 256 * 1024;

    private final Owner owner;
    private final Context context;
    private final NetSocket socket;
    private final Direction direction;
    private final ConnectionUpgrade upgrade;
    private final YamuxSession session;
    private final ByteQueue raw = new ByteQueue();
    private final ByteQueue plain = new ByteQueue();
    private final Map<Integer, PeerStream> streams = new LinkedHashMap<>();

    /** What waits until one of our streams ends. */
    private final ArrayDeque<Opening> waiting = new ArrayDeque<>();

    private State state = State.HANDSHAKING;
    private boolean stepping;
    private boolean goAwaySent;
    private boolean goAwayReceived;
    private int ownStreams;
    private long held;
    private long reported;
    private int age;
    private int silentTicks;
    private int idleTicks;
    private int drainTicks;

    PeerConnection(Owner owner, Context context, NetSocket socket, Direction direction, UpgradeFactory upgrades) {
        this.owner = owner;
        this.context = context;
        this.socket = socket;
        this.direction = direction;
        boolean dialer = direction == Direction.OUTBOUND;
        this.upgrade = upgrades.create(dialer, peer -> owner.check(this, peer));
        this.session =
                new YamuxSession(dialer, YamuxLimits.ofStreams(owner.limits().streamsPerConnection()));
    }

    /** Makes the upgrade of a connection with the network's key. */
    @FunctionalInterface
    interface UpgradeFactory {
        ConnectionUpgrade create(boolean dialer, Consumer<PeerId> check);
    }

    void start() {
        socket.setWriteQueueMaxSize(WRITE_QUEUE);
        socket.handler(buffer -> step(() -> received(buffer.getBytes())));
        socket.drainHandler(ignored -> step(() -> {}));
        socket.exceptionHandler(failure -> close(new PeerException(
                PeerException.Reason.RESET,
                "the connection to " + name() + " broke: " + failure.getMessage(),
                failure)));
        // The network drains its connections itself when its server stops.
        socket.shutdownHandler(ignored -> {});
        socket.closeHandler(ignored -> close(closedByRemote()));
        step(() -> {
            ByteQueue out = new ByteQueue();
            upgrade.start(out);
            writeRaw(out);
        });
    }

    State state() {
        return state;
    }

    Direction direction() {
        return direction;
    }

    /** The proved peer. */
    PeerId peer() {
        return upgrade.remote().orElseThrow(() -> new IllegalStateException("the peer is not known yet"));
    }

    Optional<PeerId> peerIfKnown() {
        return upgrade.remote();
    }

    NetSocket socket() {
        return socket;
    }

    /** The remote's IP address. */
    String address() {
        return address(socket);
    }

    static String address(NetSocket socket) {
        return String.valueOf(socket.remoteAddress().hostAddress());
    }

    /** Ticks since this connection was established. */
    int age() {
        return age;
    }

    int streamCount() {
        return streams.size();
    }

    // What streams use.

    PeerNetworkListener listener() {
        return owner.listener();
    }

    boolean serves(String protocol) {
        return protocol.equals(InboundStream.PING)
                || protocol.equals(IdentifyMessage.PROTOCOL)
                || owner.served(protocol).isPresent()
                || owner.channels(protocol).isPresent();
    }

    ServedProtocol served(String protocol) {
        return owner.served(protocol).orElseThrow();
    }

    Optional<PeerChannels> channels(String protocol) {
        return owner.channels(protocol);
    }

    byte[] identifyMessage() {
        return owner.identifyMessage(this);
    }

    /** Asks admission again, before a message is handed over. */
    void requireAdmitted() {
        owner.check(this, peer());
    }

    boolean holds(PeerStream stream) {
        return streams.get(stream.id) == stream;
    }

    long sendBuffered(int stream) {
        return session.sendBuffered(stream);
    }

    void hold(long delta) {
        held += delta;
    }

    void write(PeerStream stream, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        if (!hasRoom(bytes.length)) {
            reset(stream, overloaded());
            return;
        }
        session.write(stream.id, bytes);
    }

    void finish(PeerStream stream) {
        session.finish(stream.id);
    }

    /** Gives one stream up. */
    void reset(PeerStream stream, PeerException why) {
        if (streams.remove(stream.id, stream)) {
            session.reset(stream.id);
            removed(stream, why);
        }
    }

    /** Runs an action of a stream on the event loop, whatever thread asks. */
    void onLoop(Runnable action) {
        context.runOnContext(ignored -> {
            if (state == State.CLOSED) {
                action.run();
            } else {
                step(action);
            }
        });
    }

    // What the network uses.

    /** Whether an exchange may be started here. */
    boolean takesExchanges() {
        return state == State.ESTABLISHED && !goAwayReceived;
    }

    void start(Opening opening) {
        if (takesExchanges()) {
            step(() -> waiting.addLast(opening));
        } else {
            opening.fail(new PeerException(PeerException.Reason.CLOSED, "the connection is being closed"));
        }
    }

    boolean hasChannel(PeerChannels channels) {
        return channelStreams().stream().anyMatch(stream -> stream.channels() == channels);
    }

    /** Opens our long-lived stream of a channel protocol. */
    void openChannel(PeerChannels channels) {
        step(() -> {
            ChannelStream stream = new ChannelStream(this, session.open(), channels);
            streams.put(stream.id, stream);
            stream.start();
        });
    }

    /** Writes from outside a step of this connection. */
    void send(PeerStream stream, byte[] bytes) {
        step(() -> write(stream, bytes));
    }

    private List<ChannelStream> channelStreams() {
        return streams.values().stream()
                .filter(ChannelStream.class::isInstance)
                .map(ChannelStream.class::cast)
                .toList();
    }

    /** Lets running streams end and then closes; new exchanges go elsewhere. */
    void drain() {
        step(() -> {
            if (state == State.ESTABLISHED) {
                state = State.DRAINING;
                sayGoAway();
                List<Opening> turnedAway = new ArrayList<>(waiting);
                waiting.clear();
                turnedAway.forEach(opening ->
                        opening.fail(new PeerException(PeerException.Reason.CLOSED, "the connection is being closed")));
                channelStreams().forEach(ChannelStream::wind);
            }
        });
    }

    void tick() {
        if (state == State.HANDSHAKING || state == State.CLOSED) {
            return;
        }
        step(this::ticked);
    }

    void close(PeerException why) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        List<PeerStream> open = new ArrayList<>(streams.values());
        streams.clear();
        open.forEach(stream -> removed(stream, why));
        waiting.forEach(opening -> opening.fail(why));
        waiting.clear();
        raw.clear();
        plain.clear();
        report(0);
        socket.close();
        owner.closed(this, why);
    }

    /** Runs one action; what it wrote is sent behind it, and what it broke ends the connection. */
    private void step(Runnable action) {
        if (state == State.CLOSED) {
            return;
        }
        if (stepping) {
            action.run();
            return;
        }
        stepping = true;
        try {
            action.run();
            flush();
            if (state != State.CLOSED) {
                report(buffered());
            }
        } catch (WireException e) {
            endWithError(e);
        } catch (PeerException e) {
            close(e);
        } catch (RuntimeException e) {
            LOG.error("the connection to {} is closed because of a defect", name(), e);
            close(new PeerException(PeerException.Reason.CLOSED, "an error inside this peer", e));
        } finally {
            stepping = false;
        }
        closeWhenDrained();
    }

    private void received(byte[] bytes) {
        silentTicks = 0;
        if (state != State.HANDSHAKING) {
            raw.append(bytes);
            receivedPlain();
            return;
        }
        ByteQueue out = new ByteQueue();
        try {
            upgrade.receive(bytes, out);
        } finally {
            writeRaw(out);
        }
        if (upgrade.done()) {
            state = State.ESTABLISHED;
            raw.append(upgrade.takeRaw());
            plain.append(upgrade.takePlain());
            owner.ready(this);
            receivedPlain();
        }
    }

    private void receivedPlain() {
        upgrade.transport().decrypt(raw, plain);
        for (YamuxEvent event : session.receive(plain.takeAll())) {
            if (state != State.CLOSED) {
                accept(event);
            }
        }
    }

    private void accept(YamuxEvent event) {
        if (event instanceof YamuxEvent.Opened opened) {
            streams.put(opened.stream(), new InboundStream(this, opened.stream()));
        } else if (event instanceof YamuxEvent.Data data) {
            acceptData(data);
        } else if (event instanceof YamuxEvent.Finished finished) {
            acceptFinished(finished.stream());
        } else if (event instanceof YamuxEvent.Reset reset) {
            remove(reset.stream(), new PeerException(PeerException.Reason.RESET, name() + " reset the stream"));
        } else if (event instanceof YamuxEvent.GoneAway) {
            goAwayReceived = true;
            drain();
        }
    }

    private void acceptData(YamuxEvent.Data data) {
        session.consumed(data.stream(), data.bytes().size());
        PeerStream stream = streams.get(data.stream());
        if (stream == null) {
            return;
        }
        if (!hasRoom(data.bytes().size())) {
            reset(stream, overloaded());
            return;
        }
        stream.data(data.bytes());
    }

    private void acceptFinished(int id) {
        PeerStream stream = streams.get(id);
        if (stream != null) {
            stream.finished();
        }
    }

    private void ticked() {
        age++;
        silentTicks++;
        requireAdmitted();
        PeerNetworkLimits limits = owner.limits();
        int streamIdle = limits.ticks(limits.streamIdle());
        for (PeerStream stream : new ArrayList<>(streams.values())) {
            if (stream.tick() > streamIdle) {
                reset(stream, new PeerException(PeerException.Reason.TIMEOUT, "the stream stands still"));
            }
        }
        int keepAlive = limits.ticks(limits.keepAlive());
        if (silentTicks > 2 * keepAlive) {
            throw new PeerException(PeerException.Reason.TIMEOUT, name() + " is silent");
        }
        if (silentTicks % keepAlive == 0) {
            session.ping(age);
        }
        idleTicks = streams.isEmpty() ? idleTicks + 1 : 0;
        if (idleTicks > limits.ticks(limits.idle())) {
            drain();
        }
        if (state == State.DRAINING && ++drainTicks > limits.ticks(limits.drain())) {
            throw new PeerException(PeerException.Reason.CLOSED, "the connection did not drain in time");
        }
    }

    /** @return whether anything was started */
    private boolean startWaiting() {
        int before = ownStreams;
        while (takesExchanges() && ownStreams < owner.limits().streamsPerConnection() && !waiting.isEmpty()) {
            Opening opening = waiting.removeFirst();
            if (!opening.over()) {
                OwnStream stream = opening.stream(this, session.open());
                ownStreams++;
                streams.put(stream.id, stream);
                stream.start();
            }
        }
        return ownStreams > before;
    }

    private void remove(int id, PeerException why) {
        PeerStream stream = streams.remove(id);
        if (stream != null) {
            removed(stream, why);
        }
    }

    private void removed(PeerStream stream, PeerException why) {
        stream.release();
        if (stream instanceof OwnStream) {
            ownStreams--;
        }
        stream.lost(why);
    }

    /** Streams whose last frame is sent are over in the session; they end here, too. */
    private void removeEnded() {
        if (session.streams() == streams.size()) {
            return;
        }
        for (PeerStream stream : new ArrayList<>(streams.values())) {
            if (!session.isOpen(stream.id)) {
                remove(stream.id, new PeerException(PeerException.Reason.CLOSED, "the stream is closed"));
            }
        }
    }

    private void flush() {
        if (state == State.HANDSHAKING || state == State.CLOSED) {
            return;
        }
        do {
            while (!socket.writeQueueFull()) {
                ByteQueue batch = nextBatch();
                if (batch.isEmpty()) {
                    break;
                }
                writePlain(batch.takeAll());
            }
            removeEnded();
        } while (startWaiting());
    }

    private ByteQueue nextBatch() {
        ByteQueue batch = new ByteQueue();
        while (batch.size() < BATCH) {
            Optional<byte[]> frame = session.poll();
            if (frame.isEmpty()) {
                break;
            }
            batch.append(frame.get());
        }
        return batch;
    }

    private void writePlain(byte[] bytes) {
        ByteQueue out = new ByteQueue();
        upgrade.transport().encrypt(bytes, out);
        writeRaw(out);
    }

    private void writeRaw(ByteQueue out) {
        if (!out.isEmpty()) {
            socket.write(Buffer.buffer(out.takeAll()));
        }
    }

    private void sayGoAway() {
        if (!goAwaySent) {
            goAwaySent = true;
            session.goAway(YamuxSession.NORMAL);
        }
    }

    private void closeWhenDrained() {
        if (state == State.DRAINING && goAwaySent && goAwayReceived && streams.isEmpty()) {
            close(new PeerException(PeerException.Reason.CLOSED, "the connection is closed"));
        }
    }

    private void endWithError(WireException broken) {
        boolean established = state != State.HANDSHAKING;
        if (established) {
            writePlain(YamuxSession.lastFrame(YamuxSession.PROTOCOL_ERROR));
        }
        PeerException.Reason reason = established ? PeerException.Reason.MALFORMED : PeerException.Reason.HANDSHAKE;
        close(new PeerException(reason, name() + " broke a rule: " + broken.getMessage(), broken));
    }

    private PeerException closedByRemote() {
        if (state != State.HANDSHAKING) {
            return new PeerException(PeerException.Reason.RESET, name() + " closed the connection");
        }
        String hint = upgrade.remote().isPresent() ? "; it may not admit this peer" : "";
        return new PeerException(
                PeerException.Reason.HANDSHAKE, name() + " closed the connection during the handshake" + hint);
    }

    private PeerException overloaded() {
        return new PeerException(
                PeerException.Reason.TOO_LARGE, "no room for more bytes on the connection to " + name());
    }

    private boolean hasRoom(long bytes) {
        return buffered() + bytes <= owner.limits().bufferedPerConnection() && owner.hasRoom(bytes);
    }

    private long buffered() {
        return held
                + session.sendBuffered()
                + session.receiveBuffered()
                + upgrade.buffered()
                + raw.size()
                + plain.size();
    }

    private void report(long now) {
        owner.bufferedChanged(now - reported);
        reported = now;
    }

    private String name() {
        return upgrade.remote().map(PeerId::text).orElseGet(() -> String.valueOf(socket.remoteAddress()));
    }
}
