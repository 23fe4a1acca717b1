package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.types.PeerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What several witnesses say of the same block, put together. A peer enters only when as many witnesses as the quorum say so; what
 * fewer say lets nobody in.
 *
 * @param standings of all peers that any witness names
 * @param disputed peers whom some of the witnesses let in and others do not
 */
record StakeAgreement(Map<PeerId, PeerStanding> standings, Set<PeerId> disputed) {

    /**
     * @param answers one per witness, at least one
     * @param quorum at least 1
     */
    static StakeAgreement of(List<Map<PeerId, PeerStanding>> answers, int quorum) {
        Set<PeerId> named = new HashSet<>();
        answers.forEach(answer -> named.addAll(answer.keySet()));
        Map<PeerId, PeerStanding> standings = new HashMap<>();
        Set<PeerId> disputed = new HashSet<>();
        for (PeerId peer : named) {
            List<PeerStanding> said = answers.stream()
                    .map(answer -> answer.getOrDefault(peer, PeerStanding.UNREGISTERED))
                    .toList();
            List<PeerStanding> entitled =
                    said.stream().filter(PeerStanding::admitted).toList();
            if (!entitled.isEmpty() && entitled.size() < said.size()) {
                disputed.add(peer);
            }
            standings.put(
                    peer,
                    entitled.size() >= quorum
                            ? entitled.get(0)
                            : said.stream()
                                    .filter(standing -> !standing.admitted())
                                    .findFirst()
                                    .orElse(PeerStanding.UNREGISTERED));
        }
        return new StakeAgreement(Map.copyOf(standings), Set.copyOf(disputed));
    }
}
