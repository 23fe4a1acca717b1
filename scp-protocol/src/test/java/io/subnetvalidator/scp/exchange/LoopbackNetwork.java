package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.PeerNetwork;
import io.subnetvalidator.scp.p2p.RequestHandler;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The peer network of several peers in one thread; peers can be unreachable. Enforces the size limits of the port. */
final class LoopbackNetwork {

    final Set<PeerId> down = new HashSet<>();
    int requests;

    private final Map<PeerId, Map<String, Served>> peers = new HashMap<>();

    private record Served(int maxRequest, RequestHandler handler) {}

    /** Where a peer listens; every peer of the loopback does. */
    static Optional<PeerAddress> addressOf(PeerId peer) {
        return Optional.of(new PeerAddress(peer, "127.0.0.1", 1));
    }

    PeerNetwork join(PeerId self) {
        Map<String, Served> served = peers.computeIfAbsent(self, p -> new HashMap<>());
        return new PeerNetwork() {
            @Override
            public PeerId self() {
                return self;
            }

            @Override
            public void serve(String protocol, int maxRequest, RequestHandler handler) {
                served.put(protocol, new Served(maxRequest, handler));
            }

            @Override
            public Future<byte[]> request(
                    PeerAddress peer, String protocol, byte[] request, int maxResponse, Duration deadline) {
                return deliver(self, peer.peer(), protocol, request, maxResponse);
            }

            @Override
            public Future<Void> close() {
                return Future.succeededFuture();
            }
        };
    }

    private Future<byte[]> deliver(PeerId from, PeerId to, String protocol, byte[] request, int maxResponse) {
        requests++;
        Served served = peers.getOrDefault(to, Map.of()).get(protocol);
        if (served == null || down.contains(to) || down.contains(from)) {
            return Future.failedFuture(new PeerException(PeerException.Reason.UNREACHABLE, "no route to " + to));
        }
        if (request.length > served.maxRequest()) {
            return Future.failedFuture(new PeerException(PeerException.Reason.RESET, "request too large"));
        }
        return served.handler()
                .handle(from, request)
                .compose(response -> response.length > maxResponse
                        ? Future.failedFuture(new PeerException(PeerException.Reason.TOO_LARGE, "response too large"))
                        : Future.succeededFuture(response));
    }
}
