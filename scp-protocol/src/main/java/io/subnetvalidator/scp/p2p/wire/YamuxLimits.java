package io.subnetvalidator.scp.p2p.wire;

/**
 * What one connection may hold.
 *
 * @param streams streams the remote may have open at once; more are reset
 * @param refusals streams that may be reset for that reason before the connection is given up
 * @param controlBytes frames other than data that may wait to be sent; a remote that provokes more and does not read is given up
 */
public record YamuxLimits(int streams, int refusals, int controlBytes) {

    public YamuxLimits {
        if (streams < 1 || refusals < 0 || controlBytes < YamuxFrame.HEADER) {
            throw new IllegalArgumentException("limits must be positive: " + streams + " streams, " + refusals
                    + " refusals, " + controlBytes + " control bytes");
        }
    }

    public static YamuxLimits ofStreams(int streams) {
        return new YamuxLimits(streams, Math.multiplyExact(streams, 4), 64 * 1024);
    }
}
