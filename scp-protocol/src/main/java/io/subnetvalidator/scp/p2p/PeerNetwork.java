package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Request/response between peers over authenticated connections. Connections are opened when needed, kept, and shared by all
 * protocols; both ends are known by their libp2p peer id, and both ask their {@link Admission} before anything is said.
 */
public interface PeerNetwork {

    PeerId self();

    /**
     * Serves a protocol: one request and one response per stream, each framed by its length as an unsigned varint.
     *
     * @param protocol for example {@code /hypertensor/inference/1.0.0}
     * @param maxRequest largest request accepted, in bytes; a larger one resets the stream
     */
    void serve(String protocol, int maxRequest, RequestHandler handler);

    /**
     * Sends one request and waits for its response. Our side of the stream stays open until the response is there, since some peers
     * take its end for a cancellation.
     *
     * @param maxResponse largest response accepted, in bytes
     * @param deadline for connecting, sending and receiving together
     * @return fails with a {@link PeerException} that says which step failed
     */
    Future<byte[]> request(PeerAddress peer, String protocol, byte[] request, int maxResponse, Duration deadline);

    Future<Void> close();
}
