package io.subnetvalidator.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException.Kind;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One endpoint of a pool and what is known of its health. Lives on one event loop. */
final class PoolMember {

    private final PoolOptions options;
    private final LongSupplier nanoTime;

    private @Nullable RpcClient client;
    private @Nullable RpcException lastFailure;
    private boolean up;
    private long headNumber = -1;
    private long headAt;
    private int errors;
    private long restUntil;
    private boolean resting;
    private long healthySince;
    private boolean healthyBefore;

    PoolMember(PoolOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
    }

    void attach(RpcClient client) {
        this.client = client;
    }

    RpcClient client() {
        if (client == null) {
            throw new IllegalStateException("a pool member has no client yet");
        }
        return client;
    }

    void up() {
        up = true;
        errors = 0;
        lastFailure = null;
        if (headNumber < 0) {
            headAt = nanoTime.getAsLong();
        }
    }

    void down(RpcException cause) {
        up = false;
        lastFailure = cause;
    }

    void succeeded() {
        errors = 0;
    }

    void failed() {
        errors++;
    }

    /** A best head; only a higher one shows that the endpoint follows the chain. */
    void head(JsonNode header) {
        long number = HeaderNumber.of(header);
        if (number > headNumber) {
            headNumber = number;
            headAt = nanoTime.getAsLong();
        }
    }

    /** Not to be taken again for a while. */
    void rest() {
        resting = true;
        restUntil = nanoTime.getAsLong() + options.rest().toNanos();
    }

    /** Notes since when the endpoint has been healthy without a break. */
    void observe(long bestHead) {
        boolean healthy = isHealthy(bestHead);
        if (healthy && !healthyBefore) {
            healthySince = nanoTime.getAsLong();
        }
        healthyBefore = healthy;
    }

    boolean isUp() {
        return up;
    }

    boolean isRefused() {
        return lastFailure != null && lastFailure.kind() == Kind.OTHER_CHAIN;
    }

    boolean isHealthy(long bestHead) {
        long now = nanoTime.getAsLong();
        if (resting && now - restUntil >= 0) {
            resting = false;
            errors = 0;
        }
        return up
                && !resting
                && errors < options.errorsToLeave()
                && now - headAt <= options.maxHeadAge().toNanos()
                && bestHead - headNumber <= options.maxHeadLag();
    }

    /** Whether it has been healthy for so long that the pool may return to it. */
    boolean isProven() {
        return healthyBefore
                && nanoTime.getAsLong() - healthySince >= options.returnAfter().toNanos();
    }

    long headNumber() {
        return headNumber;
    }

    Optional<RpcException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** What is wrong with it, for people. */
    String problem() {
        if (lastFailure != null) {
            return lastFailure.getMessage();
        }
        if (errors >= options.errorsToLeave()) {
            return client().endpoint() + " (" + errors + " failed requests in a row)";
        }
        return client().endpoint() + " (best head is " + headNumber + ")";
    }

    EndpointStatus status(boolean active) {
        return new EndpointStatus(
                client().endpoint(),
                active,
                up,
                RpcPool.number(headNumber),
                lastFailure == null ? "" : lastFailure.getMessage());
    }

    @Override
    public String toString() {
        return client().endpoint().toString();
    }
}
