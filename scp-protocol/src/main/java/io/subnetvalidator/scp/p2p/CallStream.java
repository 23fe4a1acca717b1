package io.subnetvalidator.scp.p2p;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * A stream that we opened and that carries messages both ways for as long as we want. May be used from any thread. Whoever opens
 * one closes it.
 */
public interface CallStream {

    /** Sends bytes, framing included. */
    void send(byte[] bytes);

    /** Says that we send no more; the remote may go on. */
    void finish();

    /**
     * The next message, one call at a time.
     *
     * @param deadline after which the stream is given up
     * @return empty when the remote has ended its side in good order; fails with a {@link PeerException}
     */
    Future<Optional<byte[]>> next(Duration deadline);

    /** Ends the stream: in good order when the remote has ended its side, else at once in both directions. */
    void close();
}
