package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.hypertensor.ProofOfStake;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An endpoint as a witness with a connection of its own, which is opened when it is first asked and again after it failed to open. */
final class EndpointStakeSource implements StakeSource {

    private final String name;
    private final Supplier<Future<HypertensorChain>> opener;
    private final SubnetId subnet;
    private final EpochClock clock;
    private final ProofOfStake rule;
    private @Nullable Future<HypertensorChain> chain;

    /** @param opener connects to the endpoint and checks that it serves the same chain */
    EndpointStakeSource(
            String name,
            Supplier<Future<HypertensorChain>> opener,
            SubnetId subnet,
            EpochClock clock,
            ProofOfStake rule) {
        this.name = name;
        this.opener = opener;
        this.subnet = subnet;
        this.clock = clock;
        this.rule = rule;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<Map<PeerId, PeerStanding>> standings(Head head) {
        return opened().compose(open -> new ChainStakeSource(name, open, subnet, clock, rule).standings(head));
    }

    private Future<HypertensorChain> opened() {
        Future<HypertensorChain> known = chain;
        if (known == null || known.failed()) {
            known = opener.get();
            chain = known;
        }
        return known;
    }

    @Override
    public Future<Void> close() {
        Future<HypertensorChain> known = chain;
        return known == null
                ? Future.succeededFuture()
                : known.transform(open -> open.succeeded() ? open.result().close() : Future.succeededFuture());
    }
}
