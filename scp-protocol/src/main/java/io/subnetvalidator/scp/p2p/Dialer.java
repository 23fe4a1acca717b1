package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Which connections are being opened, and who waits for them: one dial for each address, whatever the number of requests. */
final class Dialer {

    private final PeerTable table;
    private final Consumer<PeerAddress> dial;
    private final Map<PeerAddress, Promise<PeerConnection>> waiting = new HashMap<>();
    private final Map<PeerConnection, PeerAddress> dialled = new HashMap<>();

    /** @param dial starts opening a connection; its outcome comes back through the methods below */
    Dialer(PeerTable table, Consumer<PeerAddress> dial) {
        this.table = table;
        this.dial = dial;
    }

    /** The connection in use for this peer, or the one that is being or will be opened. */
    Future<PeerConnection> connection(PeerAddress address) {
        Optional<PeerConnection> usable = table.usable(address.peer());
        if (usable.isPresent()) {
            return Future.succeededFuture(usable.get());
        }
        Promise<PeerConnection> running = waiting.get(address);
        if (running != null) {
            return running.future();
        }
        Promise<PeerConnection> started = Promise.promise();
        waiting.put(address, started);
        dial.accept(address);
        return started.future();
    }

    void connecting(PeerAddress address, PeerConnection connection) {
        dialled.put(connection, address);
    }

    /** The address we dialled this connection at. */
    Optional<PeerAddress> dialled(PeerConnection connection) {
        return Optional.ofNullable(dialled.get(connection));
    }

    void failed(PeerAddress address, PeerException why) {
        Promise<PeerConnection> promise = waiting.remove(address);
        if (promise != null) {
            promise.fail(why);
        }
    }

    /** A connection is established; whoever waits for it gets the one in use for its peer, which may be another. */
    void ready(PeerConnection connection) {
        if (connection.direction() == Direction.OUTBOUND) {
            dialled(connection)
                    .map(waiting::remove)
                    .ifPresent(promise ->
                            promise.complete(table.usable(connection.peer()).orElse(connection)));
        }
    }

    void closed(PeerConnection connection, PeerException why) {
        PeerAddress address = dialled.remove(connection);
        if (address != null) {
            failed(address, why);
        }
    }
}
