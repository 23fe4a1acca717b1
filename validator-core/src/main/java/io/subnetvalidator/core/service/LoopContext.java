package io.subnetvalidator.core.service;

import io.vertx.core.Context;
import io.vertx.core.Future;

/** Brings results back to one event loop context, so that what is confined to it needs no lock. */
record LoopContext(Context context) {

    /** The same result, delivered on the context. */
    <T> Future<T> bring(Future<T> future) {
        return Future.future(promise -> future.onComplete(result -> context.runOnContext(ignored -> {
            if (result.succeeded()) {
                promise.complete(result.result());
            } else {
                promise.fail(result.cause());
            }
        })));
    }
}
