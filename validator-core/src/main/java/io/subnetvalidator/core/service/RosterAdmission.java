package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.PeerInfo;
import io.subnetvalidator.chain.hypertensor.SubnetNodeInfo;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.Admission;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Admits the peers that the chain registers for staked nodes of the subnet, and nobody before the chain has been read. Safe for use
 * from any thread.
 */
public final class RosterAdmission implements Admission {

    private volatile Set<PeerId> admitted = Set.of();

    /** Replaces the admitted peers by those of these nodes. */
    public void use(Collection<SubnetNodeInfo> nodes) {
        admitted = nodes.stream()
                .filter(node -> !node.stake().isZero())
                .flatMap(RosterAdmission::peers)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean admits(PeerId peer) {
        return admitted.contains(peer);
    }

    private static Stream<PeerId> peers(SubnetNodeInfo node) {
        return Stream.of(Stream.of(node.peer()), node.bootnode().stream(), node.client().stream())
                .flatMap(infos -> infos)
                .map(PeerInfo::peerId)
                .flatMap(Optional::stream);
    }
}
