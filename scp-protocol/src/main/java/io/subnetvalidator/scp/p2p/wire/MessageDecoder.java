package io.subnetvalidator.scp.p2p.wire;

import java.util.Optional;

/** Cuts messages out of a stream of bytes. */
public interface MessageDecoder {

    /**
     * Takes the next message off the queue when it is there completely.
     *
     * @throws WireException when what is there cannot become an acceptable message
     */
    Optional<byte[]> next(ByteQueue in);
}
