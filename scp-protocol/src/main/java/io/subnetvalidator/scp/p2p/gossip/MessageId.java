package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The id of a message: its author's peer id bytes and its sequence number, 8 bytes big-endian.
 *
 * @param hex these bytes as lowercase hexadecimal text
 */
public record MessageId(String hex) {

    /** More than any peer id and a sequence number have. */
    static final int MAX_BYTES = 128;

    private static final HexFormat HEX = HexFormat.of();

    public MessageId {
        if (hex.isEmpty() || hex.length() > 2 * MAX_BYTES) {
            throw new IllegalArgumentException("a message id of " + hex.length() + " hexadecimal digits");
        }
    }

    static MessageId of(PeerId author, long sequence) {
        byte[] peer = author.multihash();
        return ofBytes(ByteBuffer.allocate(peer.length + Long.BYTES)
                .put(peer)
                .putLong(sequence)
                .array());
    }

    static MessageId ofBytes(byte[] raw) {
        return new MessageId(HEX.formatHex(raw));
    }

    /** @throws IllegalArgumentException when the bytes are no id in this version's form */
    static MessageId ofWire(byte[] wire, GossipVersion version) {
        return version.hexIds() ? ofBytes(HEX.parseHex(new String(wire, StandardCharsets.US_ASCII))) : ofBytes(wire);
    }

    byte[] toWire(GossipVersion version) {
        return version.hexIds() ? hex.getBytes(StandardCharsets.US_ASCII) : HEX.parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
