package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;
import io.vertx.core.Future;

/** Answers requests of one protocol; a failed future resets the stream. */
@FunctionalInterface
public interface RequestHandler {

    Future<byte[]> handle(PeerId from, byte[] request);
}
