package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerAddress;
import java.util.Optional;

/** Where a registered peer listens, as the chain or the peer network says. */
@FunctionalInterface
public interface PeerDirectory {

    Optional<PeerAddress> addressOf(PeerId peer);
}
