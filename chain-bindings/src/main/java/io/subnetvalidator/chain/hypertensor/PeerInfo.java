package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Multiaddr;
import io.subnetvalidator.chain.types.PeerId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A peer as an owner registered it. The chain checks little of it (chain reference, section 4), so what cannot be read
 * is kept as bytes and one owner's nonsense does not hide the other nodes.
 *
 * @param rawPeerId peer id bytes as stored, normally ASCII text
 * @param rawMultiaddr address bytes as stored
 * @param peerId the peer id, when the bytes are one
 * @param multiaddr the address, when the bytes are one
 */
public record PeerInfo(
        Bytes rawPeerId, Optional<Bytes> rawMultiaddr, Optional<PeerId> peerId, Optional<Multiaddr> multiaddr) {

    /** Reads what can be read. */
    public static PeerInfo of(Bytes rawPeerId, Optional<Bytes> rawMultiaddr) {
        return new PeerInfo(rawPeerId, rawMultiaddr, peerId(rawPeerId), rawMultiaddr.flatMap(PeerInfo::multiaddr));
    }

    /** Whether the address exists, is readable and names the registered peer. */
    public boolean reachable() {
        return peerId.isPresent()
                && multiaddr.flatMap(Multiaddr::peerId).equals(peerId)
                && multiaddr.flatMap(Multiaddr::host).isPresent()
                && multiaddr.map(Multiaddr::tcpPort).orElseThrow().isPresent();
    }

    private static Optional<PeerId> peerId(Bytes raw) {
        try {
            return Optional.of(PeerId.parse(new String(raw.toBytes(), StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Multiaddr> multiaddr(Bytes raw) {
        try {
            return Optional.of(Multiaddr.ofBytes(raw.toBytes()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
