package io.subnetvalidator.chain.rpc;

import io.vertx.core.Future;

/** A subscription that lasts until it is cancelled. */
public interface RpcSubscription {

    /** Completes when a node accepted it for the first time; fails when a node refused it. */
    Future<Void> established();

    /** Ends it; harmless when it has ended. */
    void cancel();
}
