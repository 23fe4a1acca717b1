package io.subnetvalidator.scp.p2p;

import java.time.Duration;

/**
 * What one network may hold and how long it waits.
 *
 * @param inboundConnections connections others may open to us, handshakes included; when they are used up, the longest lasting
 *     handshake gives way to a newcomer, so that whoever only connects keeps nobody out
 * @param outboundConnections connections we may open
 * @param connectionsPerAddress of the inbound ones, how many may come from one IP address
 * @param streamsPerConnection streams a remote may have open at once; we keep to the same number and let more requests wait
 * @param bufferedPerConnection bytes of requests and responses one connection may hold; the stream that exceeds it is reset
 * @param bufferedInTotal the same for all connections together
 * @param handshake from the TCP connection to an agreed muxer
 * @param streamIdle how long a stream may stand still while it is the remote's turn
 * @param keepAlive silence after which the remote is pinged; after twice that it is given up
 * @param idle how long a connection without streams is kept
 * @param drain how long a connection that is being closed waits for its streams
 * @param tick how often the last four and the admission of connected peers are looked at
 */
public record PeerNetworkLimits(
        int inboundConnections,
        int outboundConnections,
        int connectionsPerAddress,
        int streamsPerConnection,
        long bufferedPerConnection,
        long bufferedInTotal,
        Duration handshake,
        Duration streamIdle,
        Duration keepAlive,
        Duration idle,
        Duration drain,
        Duration tick) {

    private static final long MIB = 1024L * 1024;

    public PeerNetworkLimits {
        if (inboundConnections < 1
                || outboundConnections < 1
                || connectionsPerAddress < 1
                || streamsPerConnection < 1
                || bufferedPerConnection < 1
                || bufferedInTotal < 1) {
            throw new IllegalArgumentException("every limit of a peer network is at least 1");
        }
        if (tick.toMillis() < 1 || handshake.compareTo(tick) < 0) {
            throw new IllegalArgumentException("a tick is at least a millisecond and at most the handshake's time");
        }
    }

    /** For a validator or node with some hundreds of peers and messages of a few MiB. */
    public static PeerNetworkLimits defaults() {
        return new PeerNetworkLimits(
                512,
                512,
                64,
                256,
                64 * MIB,
                256 * MIB,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1));
    }

    public PeerNetworkLimits withConnections(int inbound, int outbound, int perAddress) {
        return new PeerNetworkLimits(
                inbound,
                outbound,
                perAddress,
                streamsPerConnection,
                bufferedPerConnection,
                bufferedInTotal,
                handshake,
                streamIdle,
                keepAlive,
                idle,
                drain,
                tick);
    }

    public PeerNetworkLimits withStreams(int perConnection) {
        return new PeerNetworkLimits(
                inboundConnections,
                outboundConnections,
                connectionsPerAddress,
                perConnection,
                bufferedPerConnection,
                bufferedInTotal,
                handshake,
                streamIdle,
                keepAlive,
                idle,
                drain,
                tick);
    }

    public PeerNetworkLimits withBuffers(long perConnection, long inTotal) {
        return new PeerNetworkLimits(
                inboundConnections,
                outboundConnections,
                connectionsPerAddress,
                streamsPerConnection,
                perConnection,
                inTotal,
                handshake,
                streamIdle,
                keepAlive,
                idle,
                drain,
                tick);
    }

    public PeerNetworkLimits withTimes(
            Duration handshake, Duration streamIdle, Duration keepAlive, Duration idle, Duration drain, Duration tick) {
        return new PeerNetworkLimits(
                inboundConnections,
                outboundConnections,
                connectionsPerAddress,
                streamsPerConnection,
                bufferedPerConnection,
                bufferedInTotal,
                handshake,
                streamIdle,
                keepAlive,
                idle,
                drain,
                tick);
    }

    /** How many ticks make up this time, at least one. */
    int ticks(Duration time) {
        return (int)
                Math.max(1, Math.min(Integer.MAX_VALUE, (time.toMillis() + tick.toMillis() - 1) / tick.toMillis()));
    }
}
