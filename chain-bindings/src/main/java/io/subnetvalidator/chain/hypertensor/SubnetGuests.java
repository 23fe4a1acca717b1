package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.PeerId;
import java.util.Set;

/**
 * Peers that may enter a subnet's network without being one of its nodes (chain reference, section 4). Ids that are no libp2p peer
 * ids are left out: nobody can prove them.
 *
 * @param overwatch peers that overwatch nodes named for this subnet
 * @param bootnodes the subnet's official boot nodes
 */
public record SubnetGuests(Set<PeerId> overwatch, Set<PeerId> bootnodes) {

    public SubnetGuests {
        overwatch = Set.copyOf(overwatch);
        bootnodes = Set.copyOf(bootnodes);
    }
}
