package io.subnetvalidator.core.cli;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** Waits for work on event loops; for the thread of a command only. */
final class Futures {

    private Futures() {}

    /** The result; a failure is thrown as it is. */
    static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
