package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The streams of one channel protocol: one of ours and one of the remote's for each peer. Lives on the event loop. */
final class PeerChannels implements Channels {

    /** A stream that breaks is opened again so many times on one connection. */
    private static final int ATTEMPTS = 3;

    private final ChannelProtocol protocol;
    private final ChannelHandler handler;
    private final Consumer<Runnable> loop;
    private final Map<PeerId, ChannelStream> open = new HashMap<>();
    private final Map<PeerId, InboundStream> incoming = new HashMap<>();
    private final Map<PeerConnection, Integer> attempts = new HashMap<>();

    PeerChannels(ChannelProtocol protocol, ChannelHandler handler, Consumer<Runnable> loop) {
        this.protocol = protocol;
        this.handler = handler;
        this.loop = loop;
    }

    ChannelProtocol protocol() {
        return protocol;
    }

    @Override
    public boolean send(PeerId peer, byte[] message) {
        ChannelStream stream = open.get(peer);
        return stream != null && stream.send(message, protocol.maxQueued());
    }

    @Override
    public void execute(Runnable action) {
        loop.accept(action);
    }

    /** Opens our stream on this connection when it has none and its peer did not turn it down. */
    void openOn(PeerConnection connection) {
        int before = attempts.getOrDefault(connection, 0);
        if (connection.takesExchanges() && !connection.hasChannel(this) && before < ATTEMPTS) {
            attempts.put(connection, before + 1);
            connection.openChannel(this);
        }
    }

    void agreed(ChannelStream stream, String id) {
        PeerId peer = stream.connection.peer();
        if (open.put(peer, stream) != null) {
            handler.closed(peer);
        }
        handler.opened(peer, id, stream.connection.direction());
    }

    /** The peer speaks none of the versions; it is not asked again on this connection. */
    void refused(ChannelStream stream) {
        attempts.put(stream.connection, ATTEMPTS);
    }

    void gone(ChannelStream stream) {
        if (open.remove(stream.connection.peer(), stream)) {
            handler.closed(stream.connection.peer());
        }
    }

    /** @param last whether no other connection to the peer is left */
    void connectionClosed(PeerConnection connection, boolean last) {
        attempts.remove(connection);
        if (last) {
            connection.peerIfKnown().ifPresent(handler::disconnected);
        }
    }

    /** A peer sends over its newest stream only. */
    void accepted(InboundStream stream) {
        InboundStream before = incoming.put(stream.connection.peer(), stream);
        if (before != null) {
            before.connection.onLoop(() -> before.connection.reset(
                    before, new PeerException(PeerException.Reason.CLOSED, "the peer opened a newer channel")));
        }
    }

    void ended(InboundStream stream) {
        incoming.remove(stream.connection.peer(), stream);
    }

    void received(PeerId peer, String id, byte[] message) {
        handler.received(peer, id, message);
    }
}
