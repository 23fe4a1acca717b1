package io.subnetvalidator.scp.p2p;

/**
 * Counts of a network at one moment.
 *
 * @param handshaking connections whose peer is not yet known, in both directions
 * @param inbound established connections that others opened
 * @param outbound established connections that we opened
 * @param draining connections that take no new streams and end with their last one
 * @param streams open streams of all connections
 * @param bufferedBytes bytes of frames, requests and responses held by all connections
 * @param peakBufferedBytes the most that {@code bufferedBytes} ever was
 */
public record PeerNetworkState(
        int handshaking,
        int inbound,
        int outbound,
        int draining,
        int streams,
        long bufferedBytes,
        long peakBufferedBytes) {

    /** All open connections. */
    public int connections() {
        return handshaking + inbound + outbound + draining;
    }
}
