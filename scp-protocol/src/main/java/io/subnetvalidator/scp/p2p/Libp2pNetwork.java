package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;
import io.subnetvalidator.scp.p2p.wire.ConnectionUpgrade;
import io.subnetvalidator.scp.p2p.wire.FixedLength;
import io.subnetvalidator.scp.p2p.wire.IdentifyMessage;
import io.subnetvalidator.scp.p2p.wire.LengthPrefixed;
import io.subnetvalidator.scp.p2p.wire.MessageDecoder;
import io.subnetvalidator.scp.p2p.wire.Multiaddr;
import io.subnetvalidator.scp.p2p.wire.WireException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The peer network on libp2p over TCP (Noise XX, yamux, multistream-select, identify, ping), as js-libp2p, go-libp2p and
 * py-libp2p speak it. All its state lives on one Vert.x event loop; its methods may be called from any thread, and its futures
 * complete on the caller's context when there is one.
 */
public final class Libp2pNetwork implements PeerNetwork {

    private static final String AGENT = "subnet-validator/0.1";

    private final Vertx vertx;
    private final Context context;
    private final PeerKey key;
    private final Admission admission;
    private final PeerNetworkLimits limits;
    private final PeerNetworkListener listener;
    private final SecureRandom random;
    private final PeerTable table;
    private final Dialer dialer;
    private final Map<String, ServedProtocol> served = new ConcurrentHashMap<>();
    private final Map<String, PeerChannels> channels = new ConcurrentHashMap<>();
    private final PeerConnection.Owner owner = new ConnectionOwner();

    // Vert.x closes the sockets of a client or server that nothing refers to.
    private final NetClient client;
    private @Nullable NetServer server;

    private long timer;
    private long buffered;
    private long peakBuffered;
    private boolean closing;
    private Future<Void> stopped = Future.succeededFuture();
    private final Promise<Void> closed = Promise.promise();

    /**
     * @param key the identity of this peer; proved to every remote
     * @param admission asked on the network's event loop, so it must answer from memory
     */
    public Libp2pNetwork(
            Vertx vertx,
            PeerKey key,
            Admission admission,
            PeerNetworkLimits limits,
            PeerNetworkListener listener,
            SecureRandom random) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        if (!context.isEventLoopContext()) {
            throw new IllegalStateException(
                    "a peer network is made on an event loop or outside Vert.x, not on a worker");
        }
        this.key = key;
        this.admission = admission;
        this.limits = limits;
        this.listener = listener;
        this.random = random;
        this.table = new PeerTable(key.peerId(), limits.ticks(limits.handshake()));
        this.client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int)
                        limits.handshake().toMillis()));
        this.dialer = new Dialer(table, this::dial);
        onLoop(() -> timer = vertx.setPeriodic(limits.tick().toMillis(), ignored -> tick()));
    }

    /**
     * Listens for peers.
     *
     * @param port 0 for any free port
     * @return the address others can dial; fails when the port is taken or the host is not ours
     */
    public Future<PeerAddress> listen(String host, int port) {
        return onLoopCompose(() -> {
            NetServer listening = vertx.createNetServer(
                    new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true));
            server = listening;
            return listening
                    .connectHandler(this::accept)
                    .listen(port, host)
                    .map(bound -> new PeerAddress(self(), host, bound.actualPort()))
                    .recover(failure -> Future.failedFuture(new PeerException(
                            PeerException.Reason.UNREACHABLE,
                            "cannot listen on " + host + ":" + port + ": " + failure.getMessage()
                                    + "; choose another port or stop the program that holds it",
                            failure)));
        });
    }

    @Override
    public PeerId self() {
        return key.peerId();
    }

    @Override
    public void serve(String protocol, int maxRequest, RequestHandler handler) {
        served.put(protocol, new ServedProtocol(protocol, maxRequest, handler));
    }

    @Override
    public Future<byte[]> request(
            PeerAddress peer, String protocol, byte[] request, int maxResponse, Duration deadline) {
        return ask(peer, protocol, LengthPrefixed.frame(request), new LengthPrefixed(maxResponse), deadline);
    }

    /**
     * Takes part in a channel protocol with every connected peer that speaks it, from now until this network is closed.
     *
     * @return our sending side
     */
    public Channels channels(ChannelProtocol protocol, ChannelHandler handler) {
        PeerChannels opened = new PeerChannels(protocol, handler, this::onLoop);
        protocol.ids().forEach(id -> channels.put(id, opened));
        onLoop(() -> openChannels(opened));
        return opened;
    }

    /**
     * Opens a stream for messages both ways, framed as the protocol wants it.
     *
     * @param decoder cuts out what the remote sends; used by this stream only
     * @param maxUnread bytes that messages may take while they wait to be read; one more resets the stream
     * @param deadline for connecting and for agreeing on the protocol
     */
    public Future<CallStream> open(
            PeerAddress peer, String protocol, MessageDecoder decoder, long maxUnread, Duration deadline) {
        Call call = new Call(peer.peer(), protocol, decoder, maxUnread);
        Future<CallStream> result = onCallerContext(call.opened().future().map(UserCall::new));
        onLoop(() -> begin(peer, call, deadline));
        return result;
    }

    /** Asks a peer what it is and serves. */
    public Future<IdentifyMessage> identify(PeerAddress peer, Duration deadline) {
        return ask(peer, IdentifyMessage.PROTOCOL, new byte[0], new LengthPrefixed(IdentifyMessage.LIMIT), deadline)
                .map(answer -> identified(peer, answer));
    }

    /** Succeeds when the peer sends back what we sent. */
    public Future<Void> ping(PeerAddress peer, Duration deadline) {
        byte[] payload = new byte[InboundStream.PING_LENGTH];
        random.nextBytes(payload);
        return ask(peer, InboundStream.PING, payload, new FixedLength(payload.length), deadline)
                .compose(echo -> Arrays.equals(echo, payload)
                        ? Future.succeededFuture()
                        : Future.failedFuture(new PeerException(
                                PeerException.Reason.MALFORMED, peer + " answered a ping with other bytes")));
    }

    /** The counts now. */
    public Future<PeerNetworkState> state() {
        return onLoopCompose(() -> Future.succeededFuture(currentState()));
    }

    /** Stops listening, lets running streams end for at most the drain time, then closes every connection. */
    @Override
    public Future<Void> close() {
        onLoop(() -> {
            if (closing) {
                return;
            }
            closing = true;
            NetServer listening = server;
            long grace = Math.max(1, limits.drain().toMillis());
            stopped = listening == null
                    ? Future.succeededFuture()
                    : listening.shutdown(grace, TimeUnit.MILLISECONDS).otherwiseEmpty();
            table.all().forEach(this::wind);
            vertx.setTimer(grace, ignored -> closeAll());
            finishClosing();
        });
        return onCallerContext(closed.future());
    }

    private Future<byte[]> ask(
            PeerAddress peer, String protocol, byte[] opening, MessageDecoder decoder, Duration deadline) {
        Exchange exchange = new Exchange(peer.peer(), protocol, opening, decoder);
        Future<byte[]> result = onCallerContext(exchange.result());
        onLoop(() -> begin(peer, exchange, deadline));
        return result;
    }

    private void begin(PeerAddress address, Exchange exchange, Duration deadline) {
        long deadlineTimer = vertx.setTimer(Math.max(1, deadline.toMillis()), ignored -> exchange.deadlinePassed());
        exchange.result().onComplete(result -> {
            vertx.cancelTimer(deadlineTimer);
            listener.requested(exchange.peer(), exchange.protocol(), failure(result.cause()));
        });
        connect(address, exchange);
    }

    private void begin(PeerAddress address, Call call, Duration deadline) {
        afterUnless(deadline, call::deadlinePassed, call.opened().future());
        call.opened()
                .future()
                .onComplete(result -> listener.requested(call.peer(), call.protocol(), failure(result.cause())));
        connect(address, call);
    }

    private void afterUnless(Duration delay, Runnable action, Future<?> unless) {
        long after = vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> action.run());
        unless.onComplete(ignored -> vertx.cancelTimer(after));
    }

    private void connect(PeerAddress address, Opening opening) {
        if (closing) {
            opening.fail(new PeerException(PeerException.Reason.CLOSED, "this peer network is closed"));
        } else if (!admission.admits(address.peer())) {
            opening.fail(notAdmitted(address.peer()));
        } else {
            dialer.connection(address)
                    .onSuccess(connection -> connection.start(opening))
                    .onFailure(why -> opening.fail(asPeerException(address, why)));
        }
    }

    /** Opens a connection to this address; completes when its peer is proved and admitted. */
    private void dial(PeerAddress address) {
        if (table.count(Direction.OUTBOUND) >= limits.outboundConnections()) {
            dialer.failed(
                    address,
                    new PeerException(PeerException.Reason.UNREACHABLE, "too many outbound connections are open"));
            return;
        }
        client.connect(address.port(), address.host()).onComplete(result -> {
            if (result.failed()) {
                dialer.failed(address, asPeerException(address, result.cause()));
            } else if (closing) {
                result.result().close();
                dialer.failed(address, new PeerException(PeerException.Reason.CLOSED, "this peer network is closed"));
            } else {
                PeerConnection connection = open(result.result(), Direction.OUTBOUND);
                dialer.connecting(address, connection);
                connection.start();
            }
        });
    }

    private void accept(NetSocket socket) {
        String address = PeerConnection.address(socket);
        if (closing || !hasRoomFor(address)) {
            socket.close();
            listener.refused(address);
            return;
        }
        open(socket, Direction.INBOUND).start();
    }

    /** Whether one more inbound connection fits; the one that has gone without proving its peer for longest gives way. */
    private boolean hasRoomFor(String address) {
        if (table.inboundFrom(address) >= limits.connectionsPerAddress()) {
            return gaveWay(table.oldestUnproved(other -> other.address().equals(address)));
        }
        return table.count(Direction.INBOUND) < limits.inboundConnections()
                || gaveWay(table.oldestUnproved(other -> true));
    }

    private static boolean gaveWay(Optional<PeerConnection> unproved) {
        unproved.ifPresent(connection -> connection.close(new PeerException(
                PeerException.Reason.HANDSHAKE, "the handshake was not done when others wanted to connect")));
        return unproved.isPresent();
    }

    private PeerConnection open(NetSocket socket, Direction direction) {
        PeerConnection connection = new PeerConnection(
                owner, context, socket, direction, (dials, check) -> new ConnectionUpgrade(dials, key, random, check));
        table.add(connection);
        vertx.setTimer(limits.handshake().toMillis(), ignored -> {
            if (connection.state() == PeerConnection.State.HANDSHAKING) {
                connection.close(new PeerException(
                        PeerException.Reason.HANDSHAKE, "the handshake took longer than " + limits.handshake()));
            }
        });
        return connection;
    }

    private void tick() {
        table.all().forEach(PeerConnection::tick);
        distinctChannels().forEach(this::openChannels);
        listener.observed(currentState());
    }

    private Set<PeerChannels> distinctChannels() {
        return new HashSet<>(channels.values());
    }

    private void openChannels(PeerChannels wanted) {
        table.inUse().forEach(wanted::openOn);
    }

    private void wind(PeerConnection connection) {
        if (connection.state() == PeerConnection.State.HANDSHAKING) {
            connection.close(new PeerException(PeerException.Reason.CLOSED, "this peer network is closed"));
        } else {
            connection.drain();
        }
    }

    private void closeAll() {
        table.all()
                .forEach(connection -> connection.close(
                        new PeerException(PeerException.Reason.CLOSED, "this peer network is closed")));
        finishClosing();
    }

    private void finishClosing() {
        if (closing && table.all().isEmpty() && !closed.future().isComplete()) {
            vertx.cancelTimer(timer);
            stopped.compose(ignored -> client.close()).onComplete(ignored -> closed.tryComplete());
        }
    }

    private PeerNetworkState currentState() {
        Map<String, Integer> counts = new HashMap<>();
        int streams = 0;
        for (PeerConnection connection : table.all()) {
            boolean established = connection.state() == PeerConnection.State.ESTABLISHED;
            String kind = established
                    ? connection.direction().name()
                    : connection.state().name();
            counts.merge(kind, 1, Integer::sum);
            streams += connection.streamCount();
        }
        return new PeerNetworkState(
                counts.getOrDefault(PeerConnection.State.HANDSHAKING.name(), 0),
                counts.getOrDefault(Direction.INBOUND.name(), 0),
                counts.getOrDefault(Direction.OUTBOUND.name(), 0),
                counts.getOrDefault(PeerConnection.State.DRAINING.name(), 0),
                streams,
                buffered,
                peakBuffered);
    }

    private static IdentifyMessage identified(PeerAddress peer, byte[] answer) {
        try {
            return IdentifyMessage.decode(answer);
        } catch (WireException e) {
            throw new PeerException(PeerException.Reason.MALFORMED, "what " + peer + " says of itself", e);
        }
    }

    private static Optional<PeerException.Reason> failure(@Nullable Throwable cause) {
        return cause instanceof PeerException e ? Optional.of(e.reason()) : Optional.empty();
    }

    private static PeerException asPeerException(PeerAddress address, Throwable cause) {
        return cause instanceof PeerException known
                ? known
                : new PeerException(
                        PeerException.Reason.UNREACHABLE,
                        "cannot connect to " + address + ": " + cause.getMessage(),
                        cause);
    }

    private static PeerException notAdmitted(PeerId peer) {
        return new PeerException(PeerException.Reason.NOT_ADMITTED, peer + " is not admitted to this network");
    }

    private void onLoop(Runnable action) {
        context.runOnContext(ignored -> action.run());
    }

    private <T> Future<T> onLoopCompose(Supplier<Future<T>> action) {
        Promise<T> result = Promise.promise();
        onLoop(() -> action.get().onComplete(result));
        return onCallerContext(result.future());
    }

    /** Callers' code never runs inside a step of a connection. */
    private <T> Future<T> onCallerContext(Future<T> future) {
        Context current = Vertx.currentContext();
        Context target = current == null ? context : current;
        Promise<T> result = Promise.promise();
        future.onComplete(outcome -> target.runOnContext(ignored -> result.handle(outcome)));
        return result.future();
    }

    /** Carries the calls of a stream's user onto the event loop, into a step of its connection. */
    private final class UserCall implements CallStream {

        private final OpenCall stream;

        UserCall(OpenCall stream) {
            this.stream = stream;
        }

        @Override
        public void send(byte[] bytes) {
            stream.connection.onLoop(() -> stream.send(bytes));
        }

        @Override
        public void finish() {
            stream.connection.onLoop(stream::finish);
        }

        @Override
        public Future<Optional<byte[]>> next(Duration deadline) {
            Promise<Optional<byte[]>> result = Promise.promise();
            Future<Optional<byte[]>> onCaller = onCallerContext(result.future());
            stream.connection.onLoop(() -> stream.next(
                    result,
                    deadline,
                    (delay, action, unless) -> afterUnless(delay, () -> stream.connection.onLoop(action), unless)));
            return onCaller;
        }

        @Override
        public void close() {
            stream.connection.onLoop(stream::close);
        }
    }

    private final class ConnectionOwner implements PeerConnection.Owner {

        @Override
        public PeerNetworkLimits limits() {
            return limits;
        }

        @Override
        public PeerNetworkListener listener() {
            return listener;
        }

        @Override
        public void check(PeerConnection connection, PeerId peer) {
            Optional<PeerAddress> dialled = dialer.dialled(connection);
            if (dialled.isPresent() && !dialled.get().peer().equals(peer)) {
                throw new PeerException(
                        PeerException.Reason.WRONG_IDENTITY,
                        "at " + dialled.get().host() + ":" + dialled.get().port() + " answered " + peer + " instead of "
                                + dialled.get().peer());
            }
            if (!admission.admits(peer)) {
                throw notAdmitted(peer);
            }
        }

        @Override
        public Optional<ServedProtocol> served(String protocol) {
            return Optional.ofNullable(served.get(protocol));
        }

        @Override
        public Optional<PeerChannels> channels(String protocol) {
            return Optional.ofNullable(channels.get(protocol));
        }

        @Override
        public byte[] identifyMessage(PeerConnection connection) {
            List<String> protocols = new ArrayList<>(served.keySet());
            protocols.addAll(channels.keySet());
            protocols.add(IdentifyMessage.PROTOCOL);
            protocols.add(InboundStream.PING);
            protocols.sort(null);
            SocketAddress local = connection.socket().localAddress();
            Optional<byte[]> listening =
                    connection.direction() == Direction.INBOUND ? Optional.of(multiaddr(local)) : Optional.empty();
            return IdentifyMessage.encode(
                    key.publicKey(), listening, multiaddr(connection.socket().remoteAddress()), protocols, AGENT);
        }

        private byte[] multiaddr(SocketAddress address) {
            try {
                return Multiaddr.tcp(InetAddress.getByName(address.hostAddress()), address.port());
            } catch (UnknownHostException e) {
                throw new PeerException(PeerException.Reason.CLOSED, "a socket without an IP address: " + address, e);
            }
        }

        @Override
        public boolean hasRoom(long bytes) {
            return buffered + bytes <= limits.bufferedInTotal();
        }

        @Override
        public void bufferedChanged(long delta) {
            buffered += delta;
            peakBuffered = Math.max(peakBuffered, buffered);
        }

        @Override
        public void ready(PeerConnection connection) {
            listener.connected(connection.direction(), connection.peer());
            Optional<PeerConnection> giveWay = table.established(connection);
            dialer.ready(connection);
            giveWay.ifPresent(PeerConnection::drain);
            distinctChannels().forEach(Libp2pNetwork.this::openChannels);
        }

        @Override
        public void closed(PeerConnection connection, PeerException why) {
            table.remove(connection);
            listener.disconnected(connection.direction(), connection.peerIfKnown(), why);
            dialer.closed(connection, why);
            boolean last = !table.knows(connection.peerIfKnown());
            distinctChannels().forEach(known -> known.connectionClosed(connection, last));
            finishClosing();
        }
    }
}
