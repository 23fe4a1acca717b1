package io.subnetvalidator.scp.p2p;

import java.util.List;

/**
 * A protocol of messages that want no answer: each end sends over one long-lived stream of its own, every message framed by
 * its length as an unsigned varint.
 *
 * @param ids protocol ids of its versions, the one to prefer first
 * @param maxMessage largest message accepted, in bytes; a larger one resets the remote's stream
 * @param maxQueued bytes that may wait for a peer that reads slowly; what comes on top is not sent
 */
public record ChannelProtocol(List<String> ids, int maxMessage, long maxQueued) {

    public ChannelProtocol {
        ids = List.copyOf(ids);
        if (ids.isEmpty() || maxMessage < 1 || maxQueued < maxMessage) {
            throw new IllegalArgumentException("a channel needs a protocol id and room for its largest message");
        }
    }
}
