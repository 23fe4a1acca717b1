package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.hypertensor.ProofOfStake;
import io.subnetvalidator.chain.hypertensor.SubnetGuests;
import io.subnetvalidator.chain.hypertensor.SubnetInfo;
import io.subnetvalidator.chain.hypertensor.SubnetNodeInfo;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A chain endpoint as a witness. A subnet that is gone has no peers. */
record ChainStakeSource(String name, HypertensorChain chain, SubnetId subnet, EpochClock clock, ProofOfStake rule)
        implements StakeSource {

    @Override
    public Future<Map<PeerId, PeerStanding>> standings(Head head) {
        Future<Optional<SubnetInfo>> info = chain.subnet(subnet, head.hash());
        Future<List<SubnetNodeInfo>> nodes = chain.nodes(subnet, head.hash());
        Future<SubnetGuests> guests = chain.guests(subnet, head.hash());
        return Future.all(info, nodes, guests)
                .map(read -> info.result()
                        .map(found ->
                                rule.standings(clock.epochOf(head.number()), found, nodes.result(), guests.result()))
                        .orElse(Map.of()));
    }
}
