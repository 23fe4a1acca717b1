package io.subnetvalidator.scp.inference;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.vertx.core.Future;

/** Numbers the sessions of a requester at each server in each epoch: 0, 1, 2, ... and never one twice. */
public interface SessionCounters {

    /** The next number; it counts as used from now on, also when the requester stops before it is. */
    Future<Integer> next(Epoch epoch, PeerId server);
}
