package io.subnetvalidator.scp.p2p;

import io.subnetvalidator.chain.types.PeerId;

/** Where a peer listens and who it must turn out to be. */
public record PeerAddress(PeerId peer, String host, int port) {

    public PeerAddress {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not an address: '" + host + "' port " + port);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + peer;
    }
}
