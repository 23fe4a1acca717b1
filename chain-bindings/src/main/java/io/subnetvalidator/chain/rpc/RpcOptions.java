package io.subnetvalidator.chain.rpc;

import java.time.Duration;

/**
 * Limits of one connection.
 *
 * @param connectTimeout for the connection and the WebSocket handshake together
 * @param requestDeadline for one answer
 * @param keepAlive interval of pings; a connection on which nothing arrives for two intervals is dropped
 * @param maxMessageBytes largest message accepted; metadata takes about 400 kB, one submission of a large subnet as much
 * @param maxPending requests without an answer at one time
 * @param maxSubscriptions subscriptions at one time
 * @param backoff waits between connection attempts
 */
public record RpcOptions(
        Duration connectTimeout,
        Duration requestDeadline,
        Duration keepAlive,
        int maxMessageBytes,
        int maxPending,
        int maxSubscriptions,
        Backoff backoff) {

    /** Limits that suit a node in the same region. */
    public static RpcOptions defaults() {
        return new RpcOptions(
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                32 << 20,
                1024,
                64,
                new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30)));
    }

    public RpcOptions withRequestDeadline(Duration deadline) {
        return new RpcOptions(
                connectTimeout, deadline, keepAlive, maxMessageBytes, maxPending, maxSubscriptions, backoff);
    }

    public RpcOptions withMaxMessageBytes(int bytes) {
        return new RpcOptions(connectTimeout, requestDeadline, keepAlive, bytes, maxPending, maxSubscriptions, backoff);
    }

    public RpcOptions withBackoff(Backoff other) {
        return new RpcOptions(
                connectTimeout, requestDeadline, keepAlive, maxMessageBytes, maxPending, maxSubscriptions, other);
    }

    public RpcOptions withKeepAlive(Duration interval) {
        return new RpcOptions(
                connectTimeout, requestDeadline, interval, maxMessageBytes, maxPending, maxSubscriptions, backoff);
    }

    public RpcOptions withConnectTimeout(Duration timeout) {
        return new RpcOptions(
                timeout, requestDeadline, keepAlive, maxMessageBytes, maxPending, maxSubscriptions, backoff);
    }

    public RpcOptions withMaxPending(int requests) {
        return new RpcOptions(
                connectTimeout, requestDeadline, keepAlive, maxMessageBytes, requests, maxSubscriptions, backoff);
    }
}
