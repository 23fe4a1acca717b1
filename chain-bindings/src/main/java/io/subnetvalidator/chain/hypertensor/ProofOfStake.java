package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.PeerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The chain's rule {@code proof_of_stake} (chain reference, section 4) for all peers of a subnet at once. It answers as the runtime
 * does, and says why.
 *
 * @param minClass least class of a node; peers of queued nodes enter only with {@link NodeClass#REGISTERED}
 * @param minStake least stake of a node; the subnet's own minimum when empty
 */
public record ProofOfStake(NodeClass minClass, Optional<Balance> minStake) {

    /** Every registered node with the subnet's minimum stake. */
    public static final ProofOfStake DEFAULT = new ProofOfStake(NodeClass.REGISTERED, Optional.empty());

    /**
     * What every peer that the chain names is; all others are {@link PeerStanding#UNREGISTERED}.
     *
     * @param epoch present subnet epoch
     * @param subnet the subnet that {@code nodes} and {@code guests} belong to, at the same block
     */
    public Map<PeerId, PeerStanding> standings(
            Epoch epoch, SubnetInfo subnet, Collection<SubnetNodeInfo> nodes, SubnetGuests guests) {
        Balance least = minStake.orElse(subnet.minStake());
        Map<PeerId, PeerStanding> standings = new HashMap<>();
        for (SubnetNodeInfo node : nodes) {
            put(standings, Optional.of(node.peer()), standing(node, PeerStanding.NODE, epoch, least));
            put(standings, node.bootnode(), standing(node, PeerStanding.NODE_BOOTNODE, epoch, least));
            put(standings, node.client(), standing(node, PeerStanding.CLIENT, epoch, least));
        }
        guests.overwatch().forEach(peer -> merge(standings, peer, PeerStanding.OVERWATCH));
        guests.bootnodes().forEach(peer -> merge(standings, peer, PeerStanding.OFFICIAL_BOOTNODE));
        return Map.copyOf(standings);
    }

    private PeerStanding standing(SubnetNodeInfo node, PeerStanding entitled, Epoch epoch, Balance least) {
        boolean waits = node.queued() && minClass != NodeClass.REGISTERED;
        if (waits || !node.classification().holds(minClass, epoch)) {
            return PeerStanding.BELOW_CLASS;
        }
        if (node.stake().compareTo(least) < 0) {
            return PeerStanding.BELOW_STAKE;
        }
        return node.queued() ? PeerStanding.QUEUED : entitled;
    }

    private static void put(Map<PeerId, PeerStanding> standings, Optional<PeerInfo> peer, PeerStanding standing) {
        peer.flatMap(PeerInfo::peerId).ifPresent(id -> merge(standings, id, standing));
    }

    /** One way in is enough. */
    private static void merge(Map<PeerId, PeerStanding> standings, PeerId peer, PeerStanding standing) {
        standings.merge(peer, standing, (before, other) -> before.admitted() ? before : other);
    }
}
