package io.subnetvalidator.scp.inference;

import io.vertx.core.Future;
import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
public interface Pauses {

    /** Completes when this much time has passed, not much later. */
    Future<Void> pause(Duration duration);
}
